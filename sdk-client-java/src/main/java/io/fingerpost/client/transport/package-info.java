/**
 * The ways to reach a server: TCP, TLS, WebSocket and UDP on the sockets of the JDK. Internal: it may change with any version.
 *
 * <p>A stream connection has a reader thread, which also connects, and a writer thread; a datagram connection has a reader thread. They
 * reach the client's loop by {@code LoopEvents} only, the loop reaches them by {@code StreamWriter} only, and both are bounded in bytes.
 */
package io.fingerpost.client.transport;
