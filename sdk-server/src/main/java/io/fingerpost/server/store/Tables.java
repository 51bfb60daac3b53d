package io.fingerpost.server.store;

import org.jspecify.annotations.Nullable;

/** Where mailboxes are kept: the one thing in which stores differ. The caller has the users that a call names to itself. */
interface Tables {
    /** Returns a user's mailbox; null if there is none. */
    @Nullable Mailbox find(String userId);

    /** Adds an empty mailbox for a user who has none. */
    Mailbox create(String userId, String token);

    /** Notes that a mailbox was changed. */
    void changed(Mailbox mailbox);

    /** Sets when a mailbox is due to be looked at. */
    void schedule(Mailbox mailbox, long dueMillis);

    /** Removes an empty mailbox. */
    void drop(Mailbox mailbox);
}
