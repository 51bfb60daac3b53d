package io.fingerpost.server.routing;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.session.MessageKey;
import io.fingerpost.server.session.OutboundMessage;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the store holds for the user of one session, oldest first, {@value #BATCH} messages under way at once. Confined to
 * the user's line of callbacks.
 */
final class InboxReader {
    private static final Logger LOG = LoggerFactory.getLogger(InboxReader.class);
    private static final int BATCH = 32;

    private final Session session;
    private final MessageStore store;
    private final Listeners listeners;
    private final ServerClock clock;
    private final long deliveryTimeoutNanos;
    private final Executor line;
    private long lastSequence;
    private int underWay;

    InboxReader(
            Session session, MessageStore store, Listeners listeners, ServerClock clock, long deliveryTimeoutNanos) {
        this.session = session;
        this.store = store;
        this.listeners = listeners;
        this.clock = clock;
        this.deliveryTimeoutNanos = deliveryTimeoutNanos;
        this.line = session.account().callbacks();
    }

    /** Looks whether there is something to deliver. Any thread may call this. */
    void signal() {
        line.execute(this::read);
    }

    private void read() {
        if (underWay > 0 || !session.isOnline()) {
            return; // comes back when the batch is done, or with the next session
        }
        List<StoredMessage> batch;
        try {
            batch = store.read(session.userId(), lastSequence, BATCH);
        } catch (RuntimeException e) {
            LOG.error("The message store failed to read; the messages stay in it until the next login", e);
            return;
        }
        underWay = batch.size();
        long deadline = clock.nowNanos() + deliveryTimeoutNanos;
        for (StoredMessage stored : batch) {
            lastSequence = stored.sequence();
            Protocal packet = stored.packet();
            MessageKey key = new MessageKey(packet.from(), Objects.requireNonNull(packet.fp()));
            session.deliver(new OutboundMessage(
                    key, packet, ProtocalCodec.encode(packet), deadline, new StoredOutcome(stored)));
        }
    }

    private void done(StoredMessage stored, boolean delivered) {
        if (delivered) {
            acknowledge(stored);
        }
        if (--underWay == 0) {
            read();
        }
    }

    private void acknowledge(StoredMessage stored) {
        try {
            store.acknowledge(session.userId(), stored.sequence());
        } catch (RuntimeException e) {
            LOG.error("The message store failed to remove a delivered message; it will be delivered again", e);
        }
        Protocal packet = stored.packet();
        if (packet.from().equals(Protocal.SERVER_ID)) {
            listeners.s2cDelivered(Objects.requireNonNull(packet.fp()));
        } else {
            listeners.delivered(packet);
        }
    }

    private final class StoredOutcome implements OutboundMessage.Outcome {
        private final StoredMessage stored;

        StoredOutcome(StoredMessage stored) {
            this.stored = stored;
        }

        @Override
        public void delivered() {
            line.execute(() -> done(stored, true));
        }

        @Override
        public void undelivered() {
            line.execute(() -> done(stored, false)); // it stays in the store, for the next login
        }
    }
}
