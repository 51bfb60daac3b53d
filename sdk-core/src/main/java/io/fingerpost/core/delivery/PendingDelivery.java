package io.fingerpost.core.delivery;

import io.fingerpost.core.ErrorCode;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Delivery} that a sender hands out and moves on. The first final state wins, whoever sets it from whatever thread; the
 * methods return whether they did.
 */
public final class PendingDelivery implements Delivery {
    private final String fingerprint;
    private final Executor callbackExecutor;
    private final CompletableFuture<DeliveryState> accepted = new CompletableFuture<>();
    private final CompletableFuture<DeliveryState> delivered = new CompletableFuture<>();
    private @Nullable Runnable onDone; // guarded by this
    private DeliveryState state = DeliveryState.QUEUED; // guarded by this
    private boolean done; // guarded by this
    private int transmissions; // guarded by this

    /** Creates a delivery in state QUEUED. What is attached to its futures runs on the executor. */
    public PendingDelivery(String fingerprint, Executor callbackExecutor) {
        this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
        this.callbackExecutor = Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    }

    /** Returns a delivery that ended before it began. */
    public static PendingDelivery rejected(
            String fingerprint, Executor callbackExecutor, int errorCode, String message) {
        PendingDelivery delivery = new PendingDelivery(fingerprint, callbackExecutor);
        delivery.fail(DeliveryState.REJECTED, errorCode, message);
        return delivery;
    }

    /**
     * Sets what to run once when the state becomes final, before the application is told: to take the message off the books. Runs in
     * the thread that brings about the final state; at once if it is final already.
     */
    public void onDone(Runnable action) {
        synchronized (this) {
            if (!done) {
                onDone = action;
                return;
            }
        }
        action.run();
    }

    /** Notes a transmission, the first one or a repeat. */
    public synchronized void sent() {
        transmissions++;
        if (state == DeliveryState.QUEUED) {
            state = DeliveryState.SENT;
        }
    }

    /** Ends a message without QoS, after it was written. */
    public boolean finishUnconfirmed() {
        return finish(DeliveryState.SENT, null, false);
    }

    /**
     * Notes that the server took responsibility.
     *
     * @param last whether nothing more will be learned
     */
    public boolean accept(boolean last) {
        if (last) {
            return finish(DeliveryState.ACCEPTED, null, false);
        }
        synchronized (this) {
            if (done || state == DeliveryState.ACCEPTED) {
                return false;
            }
            state = DeliveryState.ACCEPTED;
        }
        callbackExecutor.execute(() -> accepted.complete(DeliveryState.ACCEPTED));
        return true;
    }

    /** Ends the message as delivered. */
    public boolean deliver() {
        return finish(DeliveryState.DELIVERED, null, false);
    }

    /** Ends the message as LOST, REJECTED or CANCELLED, unless the server has taken responsibility for it: that does not fail any more. */
    public boolean fail(DeliveryState failure, int errorCode, String message) {
        if (!failure.isFailure()) {
            throw new IllegalArgumentException("not a failure: " + failure);
        }
        return finish(failure, new DeliveryException(failure, errorCode, message), false);
    }

    /** Ends the message as LOST although the server had taken responsibility for it: it says that it could not be delivered after all. */
    public boolean giveUp(int errorCode, String message) {
        DeliveryState lost = DeliveryState.LOST;
        return finish(lost, new DeliveryException(lost, errorCode, message), true);
    }

    private boolean finish(DeliveryState last, @Nullable DeliveryException failure, boolean evenIfAccepted) {
        Runnable action;
        synchronized (this) {
            if (done || (failure != null && state == DeliveryState.ACCEPTED && !evenIfAccepted)) {
                return false;
            }
            done = true;
            state = last;
            action = onDone;
            onDone = null;
        }
        if (action != null) {
            action.run();
        }
        callbackExecutor.execute(() -> {
            if (failure == null) {
                accepted.complete(last);
                delivered.complete(last);
            } else {
                accepted.completeExceptionally(failure);
                delivered.completeExceptionally(failure);
            }
        });
        return true;
    }

    @Override
    public boolean cancel() {
        return fail(DeliveryState.CANCELLED, ErrorCode.SEND_FAILED, "cancelled by the application");
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public synchronized DeliveryState state() {
        return state;
    }

    @Override
    public synchronized boolean isDone() {
        return done;
    }

    @Override
    public synchronized int transmissions() {
        return transmissions;
    }

    @Override
    public CompletableFuture<DeliveryState> accepted() {
        return accepted;
    }

    @Override
    public CompletableFuture<DeliveryState> delivered() {
        return delivered;
    }

    @Override
    public String toString() {
        return "Delivery{" + fingerprint + ", " + state() + '}';
    }
}
