/**
 * The client's logic. Internal: public only for those who assemble a client from parts of their own, as simulations do with {@link
 * io.fingerpost.client.session.ClientCore}; it may change with any version.
 *
 * <p>Everything here is confined to one {@link io.fingerpost.core.time.TaskLoop} unless it says otherwise. State is grouped by how long it
 * lives: {@code ClientContext} with the client, {@code Login} with one user's login, {@code ServerConnection} with one connection. A reconnect
 * replaces the connection and nothing else; a logout drops the login as a whole.
 *
 * <pre>
 * any thread ──► ClientCore ──► SessionMachine ──► ServerConnection ──► ClientConnection (SPI)
 *                    │               │ Login         heartbeat, packets
 *                    └───────────────┴─► OutgoingMessages, IncomingMessages ──► Callbacks ──► the application
 * </pre>
 */
package io.fingerpost.client.session;
