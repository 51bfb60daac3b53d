/**
 * A server in this process, and a bad network in front of each client. Without a user interface: the demo in the terminal uses it too.
 */
@NullMarked
package io.fingerpost.demo.network;

import org.jspecify.annotations.NullMarked;
