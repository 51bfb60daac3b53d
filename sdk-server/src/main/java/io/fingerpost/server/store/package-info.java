/** Where messages wait for users who are offline. */
@NullMarked
package io.fingerpost.server.store;

import org.jspecify.annotations.NullMarked;
