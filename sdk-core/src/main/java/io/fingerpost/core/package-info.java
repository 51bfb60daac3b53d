/**
 * The packet that travels on the wire and the constants that give its fields a meaning. Everything in this module is used by the
 * server and by the clients alike, and is free of threads, sockets and clocks: time is always an argument.
 */
package io.fingerpost.core;
