package io.fingerpost.cli.demo;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays the script: everybody takes a moment to type, and waits a little for what they answer. Confined to the stage, which calls
 * {@link #tick} many times a second.
 */
final class Director implements DemoNetwork.Events {
    private static final long THINKING_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long NANOS_PER_CHAR = TimeUnit.MILLISECONDS.toNanos(7);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final long BEFORE_RESTORE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20); // longer than messages live
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500); // for doubles that come late

    private final List<Step> steps;
    private final Executor stage;
    private final Ledger ledger;
    private final Transcript transcript;
    private final Set<Role> away = EnumSet.noneOf(Role.class);
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private @Nullable DemoNetwork network; // set when the play begins
    private int next; // the step to come
    private long dueNanos; // when it may come at the earliest; after the last one, when that was
    private @Nullable Long settledNanos; // since when everything is settled

    Director(List<Step> steps, Executor stage, Ledger ledger, Transcript transcript) {
        this.steps = steps;
        this.stage = stage;
        this.ledger = ledger;
        this.transcript = transcript;
    }

    /** Begins. */
    void begin(DemoNetwork with) {
        network = with;
        dueNanos = System.nanoTime();
        transcript.begin(dueNanos);
    }

    /** Completes when all has been said, and has arrived or failed; or with the exception that ended the play. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Does what is due. */
    void tick() {
        guard(() -> {
            long now = System.nanoTime();
            if (next == steps.size()) {
                finishIfSettled(now);
            } else if (isDue(steps.get(next), now)) {
                perform(steps.get(next++), now);
                dueNanos = now + (next == steps.size() ? 0 : pauseBefore(steps.get(next)));
            }
        });
    }

    /** Nobody else would hear of an exception on the stage. */
    private void guard(Runnable act) {
        try {
            if (!finished.isDone()) {
                act.run();
            }
        } catch (RuntimeException e) {
            finished.completeExceptionally(e);
        }
    }

    private boolean isDue(Step step, long now) {
        if (now - dueNanos < 0) {
            return false;
        }
        return !(step instanceof Step.Say say)
                || !say.patient()
                || ledger.hasHeard(say.from(), say.to())
                || now - dueNanos > PATIENCE_NANOS;
    }

    private static long pauseBefore(Step step) {
        return step instanceof Step.Say say
                ? THINKING_NANOS + NANOS_PER_CHAR * say.text().length()
                : step instanceof Step.Restore ? BEFORE_RESTORE_NANOS : THINKING_NANOS;
    }

    private void perform(Step step, long now) {
        if (step instanceof Step.Say say) {
            send(say, now);
        } else if (step instanceof Step.Cut cut) {
            transcript.note(cut.who().label() + "'s link is cut; what is sent now waits", now);
            network().cut(cut.who());
        } else if (step instanceof Step.Restore restore) {
            transcript.note(restore.who().label() + "'s link works again", now);
            network().restore(restore.who());
        }
    }

    private void send(Step.Say line, long now) {
        Delivery delivery = network().send(line);
        DemoMessage message = new DemoMessage(line, delivery, now);
        ledger.add(message, delivery.fingerprint());
        transcript.sent(message);
        delivery.accepted().whenCompleteAsync((state, failure) -> guard(() -> onOutcome(message, failure)), stage);
    }

    private void onOutcome(DemoMessage message, @Nullable Throwable failure) {
        if (failure == null) {
            message.accepted(System.nanoTime());
        } else {
            message.failed(String.valueOf(failure.getMessage()));
        }
        transcript.changed(message);
    }

    @Override
    public void arrived(Role at, Protocal packet, long nowNanos) {
        guard(() -> {
            DemoMessage message = ledger.arrived(at, packet, nowNanos);
            if (message != null) {
                transcript.changed(message);
            }
        });
    }

    @Override
    public void offline(Role who) {
        guard(() -> {
            away.add(who);
            transcript.note(who.label() + " is offline, and reconnects", System.nanoTime());
        });
    }

    @Override
    public void online(Role who) {
        guard(() -> {
            if (away.remove(who)) {
                transcript.note(who.label() + " is back online", System.nanoTime());
            }
        });
    }

    private void finishIfSettled(long now) {
        if (settledNanos == null && ledger.isSettled()) {
            settledNanos = now;
        }
        boolean lingered = settledNanos != null && now - settledNanos > LINGER_NANOS;
        if (lingered || now - dueNanos > MAX_DRAIN_NANOS) {
            transcript.end();
            finished.complete(null);
        }
    }

    private DemoNetwork network() {
        return Objects.requireNonNull(network, "the play has not begun");
    }
}
