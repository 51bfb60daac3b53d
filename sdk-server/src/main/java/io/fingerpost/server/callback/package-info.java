/** The application's code: called off the event loops, one call at a time for each user, its failures contained. */
@NullMarked
package io.fingerpost.server.callback;

import org.jspecify.annotations.NullMarked;
