/** The event loops and what the gateways over Netty share. Internal: not for applications, and free to change. */
@NullMarked
package io.fingerpost.server.gateway.netty;

import org.jspecify.annotations.NullMarked;
