/** The TCP gateway: a 4-byte big-endian length, then the packet. */
@NullMarked
package io.fingerpost.server.gateway.tcp;

import org.jspecify.annotations.NullMarked;
