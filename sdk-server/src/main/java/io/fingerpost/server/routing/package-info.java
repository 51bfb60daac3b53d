/** The way of a message through the server: from a session, or the application, to a session, or the application, and what it is worth. */
@NullMarked
package io.fingerpost.server.routing;

import org.jspecify.annotations.NullMarked;
