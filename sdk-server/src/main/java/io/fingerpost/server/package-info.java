/**
 * What an application embeds: {@link io.fingerpost.server.ImServer}, the listener it implements, and what it may ask and tell the
 * running server. No type of the network library appears here.
 */
@NullMarked
package io.fingerpost.server;

import org.jspecify.annotations.NullMarked;
