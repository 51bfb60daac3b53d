package io.fingerpost.server.routing;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.server.session.InboxReader;
import io.fingerpost.server.session.OutboundMessage;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Brings the inbox of a user to one session, in order, and no faster than the client takes it. Reads from the store until it has caught
 * up; from then on messages come straight from where they were stored. Confined to the session's loop, except where a method says otherwise.
 */
final class InboxFeed implements InboxReader {
    private static final int BATCH_MESSAGES = 64;
    private static final long BATCH_BYTES = 256 * 1024;

    private final Session session;
    private final Inboxes inboxes;
    private final Executor readers;
    private long offeredUpTo; // everything in the inbox up to here was offered, or is gone
    private boolean behind = true; // whether the inbox may hold something that was not offered
    private boolean reading;
    private boolean storedMeanwhile; // while reading
    private boolean seenByNobody; // whether what comes now was stored after the session began

    InboxFeed(Session session, Inboxes inboxes, Executor readers) {
        this.session = session;
        this.inboxes = inboxes;
        this.readers = readers;
    }

    /** Begins with what waits already. */
    void start() {
        readOn();
    }

    /** Any thread may call this. */
    @Override
    public void onStored(StoredMessage message) {
        if (session.loop().inLoop()) {
            take(message);
        } else {
            session.loop().execute(() -> take(message));
        }
    }

    private void take(StoredMessage message) {
        if (message.sequence() <= offeredUpTo) {
            return; // a read was faster
        }
        if (!behind && message.firstSequence() == offeredUpTo + 1 && session.room() > 0) {
            offer(message);
            return;
        }
        behind = true;
        storedMeanwhile = reading;
        readOn();
    }

    private void readOn() {
        if (reading || !behind || session.room() <= 0 || !session.isOnline()) {
            return; // comes back when a message is stored, or delivered
        }
        reading = true;
        long after = offeredUpTo;
        readers.execute(() -> {
            List<StoredMessage> batch = inboxes.read(session.userId(), after, BATCH_MESSAGES, BATCH_BYTES);
            session.loop().execute(() -> onBatch(batch));
        });
    }

    private void onBatch(List<StoredMessage> batch) {
        reading = false;
        if (batch.isEmpty()) {
            behind = storedMeanwhile;
            seenByNobody = true;
        }
        storedMeanwhile = false;
        batch.forEach(this::offer);
        readOn();
    }

    private void offer(StoredMessage message) {
        if (message.sequence() <= offeredUpTo || !session.isOnline()) {
            return;
        }
        offeredUpTo = message.sequence();
        Protocal packet;
        try {
            packet = ProtocalCodec.decode(message.entry().packet());
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("the store gave back something that is not a packet", e);
        }
        StoredOutcome outcome = new StoredOutcome(message, packet);
        long now = session.loop().nowNanos();
        if (session.peerHas(message.sequence())) {
            outcome.delivered(now);
        } else if (message.entry().notice() && !session.speaksLink()) {
            outcome.delivered(now); // it tells of a message sent in the link profile, and means nothing in the base
            // profile
        } else if (!session.offerStored(OutboundMessage.stored(message, packet, now, !seenByNobody, outcome))) {
            inboxes.giveUp(
                    session.userId(), message, packet, "The recipient's client does not take a message of this size");
        }
    }

    /** What becomes of a message from the inbox. */
    private final class StoredOutcome implements OutboundMessage.Outcome {
        private final StoredMessage message;
        private final Protocal packet;

        StoredOutcome(StoredMessage message, Protocal packet) {
            this.message = message;
            this.packet = packet;
        }

        @Override
        public void delivered(long nowNanos) {
            inboxes.delivered(session.userId(), message, packet);
            readOn();
        }

        @Override
        public void undelivered() {} // it stays in the store, for the next session
    }
}
