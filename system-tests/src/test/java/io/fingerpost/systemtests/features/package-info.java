/**
 * What a user can see, shown end to end: the real server and the real client over real sockets, each test named after the feature it
 * proves. {@link io.fingerpost.systemtests.features.Scene} keeps what takes part in a test.
 */
package io.fingerpost.systemtests.features;
