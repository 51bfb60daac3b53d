package io.fingerpost.client.session;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkLog;
import io.fingerpost.core.link.LinkLogWriter;
import java.io.File;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one login owes to the server: the messages with QoS that have no outcome, with their numbers, and how far the server's messages were
 * received. With an outbox directory it is kept there too, and a message is sent only once it is there: so no number is ever used for
 * another message. Confined to the loop, except where it says otherwise.
 */
final class Outbox {
    private static final long TROUBLE_NANOS = SECONDS.toNanos(1);

    private final ClientContext context;
    private final @Nullable LinkLogWriter writer; // null: nothing is kept
    private final Set<Outgoing> pending = new LinkedHashSet<>(); // in the order of their numbers
    private volatile @Nullable String trouble; // why nothing can be written, for a while; written by the loop
    private String device;
    private long epoch;
    private long nextSq = 1;
    private @Nullable String token;
    private AckBlock received = AckBlock.upTo(0);

    Outbox(ClientContext context, String userId) {
        File directory = context.config.outboxDirectory();
        this.context = context;
        this.writer = directory == null
                ? null
                : new LinkLogWriter(context.loop, context.disk, new OutboxFile(directory, userId));
        this.device = context.device;
        this.epoch = context.newEpoch();
    }

    /**
     * Takes what an earlier run of the program has left, if that is kept.
     *
     * @param restored takes each message that was left and its number; in their order, before anything else
     * @param opened runs when the outbox can be used; in this call if nothing is kept
     * @param failed is told why it cannot be had
     */
    void open(BiConsumer<Long, byte[]> restored, Runnable opened, Consumer<String> failed) {
        if (writer == null) {
            opened.run();
            return;
        }
        writer.open(context.config.device(), context.device, epoch, (kept, damaged, failure) -> {
            if (kept == null) {
                failed.accept(failure);
                return;
            }
            if (damaged) {
                context.callbacks.error(
                        ErrorCode.UNKNOWN, "the outbox was damaged: messages of an earlier run may be missing");
            }
            takeOver(kept);
            kept.messages().forEach(restored);
            opened.run();
        });
    }

    private void takeOver(LinkLog kept) {
        device = kept.device();
        epoch = kept.epoch();
        nextSq = kept.nextSq();
        token = kept.token();
        received = kept.received();
    }

    // ---- what it knows ----

    /** Returns whether it outlasts the login. */
    boolean isKept() {
        return writer != null;
    }

    /** Returns why no message can be taken at the moment; null if they can. Any thread may ask. */
    @Nullable String trouble() {
        return trouble;
    }

    /** Returns the name of the installation that the numbers belong to. */
    String device() {
        return device;
    }

    /** Returns which numbering the messages have. */
    long epoch() {
        return epoch;
    }

    /** Returns the number that the next message gets. */
    long nextSq() {
        return nextSq;
    }

    /** Returns the first number of a message that has no outcome, or the next one if all have. */
    long firstSq() {
        return pending.isEmpty() ? nextSq : pending.iterator().next().firstSq;
    }

    /** Returns the messages that have no outcome, in the order of their numbers. */
    Collection<Outgoing> pending() {
        return pending;
    }

    /** Returns the name of the server's numbering; null if nothing was received. */
    @Nullable String token() {
        return token;
    }

    /** Returns what was received under it. */
    AckBlock received() {
        return received;
    }

    // ---- what happens ----

    /** Takes a message that is there already. */
    void restore(Outgoing message) {
        pending.add(message);
    }

    /** Takes a message and gives it a number. It may be sent once the listener is told null, in this call if nothing is kept. */
    void add(Outgoing message, Consumer<@Nullable String> listener) {
        message.firstSq = nextSq;
        nextSq = message.nextSq();
        pending.add(message);
        if (writer == null) {
            listener.accept(null);
        } else {
            writer.message(message.firstSq, message.packet, noting(listener));
        }
    }

    /** Forgets a message that has its outcome. */
    void remove(Outgoing message) {
        if (pending.remove(message) && writer != null) {
            writer.ended(message.firstSq);
        }
    }

    /** Gives the messages new numbers, in another numbering. They may be sent under these after {@link #await}. */
    void renumber() {
        epoch = context.newEpoch();
        nextSq = 1;
        for (Outgoing message : pending) {
            message.firstSq = nextSq;
            nextSq = message.nextSq();
        }
        if (writer != null) {
            writer.numbering(device, epoch);
        }
    }

    /** Notes what was received, some time. */
    void received(String newToken, AckBlock done) {
        token = newToken;
        received = done;
        if (writer != null) {
            writer.received(newToken, done);
        }
    }

    /** Runs a task once everything that has happened so far is kept; in this call if nothing is. */
    void await(Runnable task) {
        if (writer == null) {
            task.run();
            return;
        }
        writer.sync(noting(failure -> {
            if (failure == null) {
                task.run();
            } else {
                context.loop.schedule(() -> await(task), TROUBLE_NANOS);
            }
        }));
    }

    /** Returns a listener that notes first whether the file can be written. */
    private Consumer<@Nullable String> noting(Consumer<@Nullable String> listener) {
        return failure -> {
            if (failure != null && trouble == null) {
                trouble = failure;
                context.loop.schedule(() -> trouble = null, TROUBLE_NANOS);
            }
            listener.accept(failure);
        };
    }

    /** Gives the file back. What is in it stays; nothing that happens afterwards is kept. */
    void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
