/**
 * The client. Begin with {@link io.fingerpost.client.ImClient}.
 *
 * <h2>Threads</h2>
 *
 * All threads are daemons, and end when the client is closed.
 *
 * <ul>
 *   <li>{@code fingerpost-client-loop}, one for each client: owns all state of the session, runs all timers, never blocks, and never
 *       runs code of the application.
 *   <li>{@code fingerpost-client-callbacks}, one for each client unless the application gives an executor: runs the listener, the token
 *       supplier, and what is attached to futures; one at a time, in order. Blocking it holds up further callbacks of this client and
 *       nothing else; messages that arrive meanwhile wait for it within bounds.
 *   <li>{@code fingerpost-client-reader} and {@code fingerpost-client-writer}, for each TCP or WebSocket connection; {@code
 *       fingerpost-client-reader} alone for UDP, where the loop writes: they own the blocking calls, and share nothing with the loop but
 *       bounded queues. {@code fingerpost-client-closer} sees to it that a connection that was closed is gone within two seconds.
 *   <li>The application's threads: every method of {@link io.fingerpost.client.ImClient} and {@link
 *       io.fingerpost.client.LocalDataSender} hands over to the loop and returns. A message is encoded and checked in the caller's
 *       thread.
 * </ul>
 */
package io.fingerpost.client;
