/** The UDP gateway: one packet a datagram. */
@NullMarked
package io.fingerpost.server.gateway.udp;

import org.jspecify.annotations.NullMarked;
