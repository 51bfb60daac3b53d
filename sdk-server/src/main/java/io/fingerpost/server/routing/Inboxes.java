package io.fingerpost.server.routing;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.server.callback.Listeners;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionRegistry;
import io.fingerpost.server.session.UserAccount;
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.InboxEntry;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStore.Expired;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of messages through the store: every message with QoS to a user stands in the inbox before its sender is told that it was
 * accepted, leaves it when the recipient has it, and in the same change its sender's inbox gets the notice of that. Safe for use by any
 * thread.
 */
final class Inboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);
    private static final int EXPIRED_BATCH = 256;

    private final MessageStore store;
    private final SessionRegistry registry;
    private final Listeners listeners;
    private final Executor callbackPool;
    private volatile BiConsumer<Protocal, Boolean> serverMessages = (packet, delivered) -> {};

    Inboxes(MessageStore store, SessionRegistry registry, Listeners listeners, Executor callbackPool) {
        this.store = store;
        this.registry = registry;
        this.listeners = listeners;
        this.callbackPool = callbackPool;
    }

    /** Sets who is told what became of a message from the server to a user: true when it was delivered, false when it never will be. */
    void onServerMessage(BiConsumer<Protocal, Boolean> outcome) {
        serverMessages = outcome;
    }

    /**
     * Stores a message, and brings it to its recipient.
     *
     * @param reportsDelivery whether the sender is to be told of the delivery
     * @param numbers the numbers that the sender's device gave to it; null in the base profile
     * @param result is told what became of it, on a thread of the store
     */
    void append(
            Protocal message,
            byte[] bytes,
            boolean reportsDelivery,
            Change.@Nullable Received numbers,
            Consumer<Result> result) {
        InboxEntry entry = new InboxEntry(bytes, message.from(), false, reportsDelivery);
        Change change = Change.append(message.to(), entry);
        store.commit(numbers == null ? change : change.andReceived(numbers), r -> {
            result.accept(r);
            announce(message.to(), entry, r);
        });
    }

    private void announce(String userId, InboxEntry entry, Result result) {
        Session session = result.sequence() == 0 ? null : registry.session(userId);
        if (session != null) {
            session.onStored(new StoredMessage(result.sequence(), entry));
        }
    }

    /** Begins to bring the inbox of a session's user to it. On the session's loop. */
    void onActive(Session session) {
        InboxFeed feed = new InboxFeed(session, this, callbackPool);
        session.feedFrom(feed);
        feed.start();
    }

    /** Returns what waits, nothing if the store fails. Blocks. */
    List<StoredMessage> read(String userId, long afterSequence, int maxMessages, long maxBytes) {
        try {
            return store.read(userId, afterSequence, maxMessages, maxBytes);
        } catch (RuntimeException e) {
            LOG.error("The message store failed to read; what waits for {} comes at the next login", userId, e);
            return List.of();
        }
    }

    /** A message has reached its recipient. */
    void delivered(String userId, StoredMessage message, Protocal packet) {
        byte[] notice =
                message.entry().reportsDelivery() ? ProtocalCodec.encodeAck(userId, packet.from(), fp(packet)) : null;
        remove(userId, message, packet, notice, () -> {
            if (packet.type() != PacketType.MESSAGE) {
                return;
            }
            if (isFromServer(packet)) {
                tell(userId, () -> listeners.s2cDelivered(fp(packet)));
                serverMessages.accept(packet, true);
            } else if (listeners.hearsDelivered()) {
                tell(userId, () -> listeners.delivered(packet));
            }
        });
    }

    /** A message will never reach its recipient: takes it out, and says so. */
    void giveUp(String userId, StoredMessage message, Protocal packet, String reason) {
        byte[] notice = message.entry().reportsDelivery()
                ? ProtocalCodec.encode(Packets.error(packet.from(), ErrorCode.SEND_FAILED, reason, fp(packet)))
                : null;
        remove(userId, message, packet, notice, () -> {
            LOG.info("A message to {} was given up: {}", userId, reason);
            if (packet.type() != PacketType.MESSAGE) {
                return;
            }
            if (isFromServer(packet)) {
                tell(userId, () -> listeners.s2cLost(packet));
                serverMessages.accept(packet, false);
            } else {
                tell(userId, () -> listeners.expired(packet));
            }
        });
    }

    private void remove(
            String userId, StoredMessage message, Protocal packet, byte @Nullable [] notice, Runnable whenDone) {
        Change change = Change.remove(userId, message.sequence());
        InboxEntry entry = notice == null ? null : new InboxEntry(notice, userId, true, false);
        store.commit(entry == null ? change : change.andAppend(packet.from(), entry), result -> {
            if (result.status() == Status.DONE) {
                if (entry != null) {
                    announce(packet.from(), entry, result);
                }
                whenDone.run();
            } else if (result.status() != Status.DUPLICATE) {
                LOG.warn("The message store could not remove a message; it is looked at again at the next login");
            }
        });
    }

    /** Gives up what has waited for too long. Blocks. */
    void expire() {
        List<Expired> batch = List.of();
        try {
            batch = store.expired(EXPIRED_BATCH);
        } catch (RuntimeException e) {
            LOG.error("The message store failed to find what has waited for too long", e);
        }
        for (Expired expired : batch) {
            try {
                Protocal packet = ProtocalCodec.decode(expired.message().entry().packet());
                giveUp(expired.userId(), expired.message(), packet, "The message was not fetched in time");
            } catch (InvalidPacketException e) {
                throw new IllegalStateException("the store gave back something that is not a packet", e);
            }
        }
    }

    private void tell(String userId, Runnable callback) {
        UserAccount account = registry.findAccount(userId);
        (account == null ? callbackPool : account.callbacks()).execute(callback);
    }

    private static boolean isFromServer(Protocal packet) {
        return packet.from().equals(Protocal.SERVER_ID);
    }

    private static String fp(Protocal packet) {
        return Objects.requireNonNull(packet.fp(), "fp");
    }
}
