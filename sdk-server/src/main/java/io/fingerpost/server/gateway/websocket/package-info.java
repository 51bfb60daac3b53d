/** The WebSocket gateway: one packet a text frame. */
@NullMarked
package io.fingerpost.server.gateway.websocket;

import org.jspecify.annotations.NullMarked;
