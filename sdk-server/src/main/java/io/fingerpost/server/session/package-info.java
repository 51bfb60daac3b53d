/**
 * Who is connected, and what each session owes its client. A {@link io.fingerpost.server.session.Session} is confined to the event
 * loop of its connection; a {@link io.fingerpost.server.session.UserAccount} holds what has to outlive a session, behind its own lock.
 */
@NullMarked
package io.fingerpost.server.session;

import org.jspecify.annotations.NullMarked;
