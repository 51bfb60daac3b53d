package io.fingerpost.server.session;

import io.fingerpost.server.store.MessageStore.StoredMessage;

/** Brings the messages that wait in the store to a session. */
public interface InboxReader {
    /** A message was stored for the user of the session. Any thread may call this, in the order in which messages are stored. */
    void onStored(StoredMessage message);
}
