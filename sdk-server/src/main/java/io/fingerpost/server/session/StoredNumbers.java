package io.fingerpost.server.session;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.MessageStore;

/**
 * What a store knows of the numbers on both directions of a link.
 *
 * @param inbox the inbox of the user, whose numbers are those of the messages to the client
 * @param received what was received of the client's numbers
 */
record StoredNumbers(MessageStore.Inbox inbox, AckBlock received) {}
