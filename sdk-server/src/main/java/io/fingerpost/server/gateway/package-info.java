/**
 * Where bytes become packets. A gateway serves one transport on one address; everything in which transports differ ends here: what
 * is above sees connections that carry whole packets.
 */
@NullMarked
package io.fingerpost.server.gateway;

import org.jspecify.annotations.NullMarked;
