package io.fingerpost.core.delivery;

import static io.fingerpost.core.delivery.DeliveryState.ACCEPTED;
import static io.fingerpost.core.delivery.DeliveryState.CANCELLED;
import static io.fingerpost.core.delivery.DeliveryState.DELIVERED;
import static io.fingerpost.core.delivery.DeliveryState.LOST;
import static io.fingerpost.core.delivery.DeliveryState.QUEUED;
import static io.fingerpost.core.delivery.DeliveryState.REJECTED;
import static io.fingerpost.core.delivery.DeliveryState.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fingerpost.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingDeliveryTest {
    /** What a sender can do to a delivery. Each returns whether it had an effect; for SENT that is not told. */
    private enum Event {
        SENT,
        FINISH_UNCONFIRMED,
        ACCEPT,
        ACCEPT_LAST,
        DELIVER,
        LOSE,
        CANCEL;

        boolean apply(PendingDelivery d) {
            return switch (this) {
                case SENT -> {
                    d.sent();
                    yield false;
                }
                case FINISH_UNCONFIRMED -> d.finishUnconfirmed();
                case ACCEPT -> d.accept(false);
                case ACCEPT_LAST -> d.accept(true);
                case DELIVER -> d.deliver();
                case LOSE -> d.fail(LOST, ErrorCode.SEND_FAILED, "lost");
                case CANCEL -> d.cancel();
            };
        }

        boolean isFinal() {
            return this != SENT && this != ACCEPT;
        }
    }

    private final List<Runnable> callbacks = new ArrayList<>();
    private final PendingDelivery delivery = new PendingDelivery("f1", callbacks::add);

    @Test
    void beginsQueuedAndIsThenSent() {
        assertThat(delivery.state()).isEqualTo(QUEUED);
        assertThat(delivery.fingerprint()).isEqualTo("f1");
        assertThat(delivery.transmissions()).isZero();
        delivery.sent();
        delivery.sent();
        assertThat(delivery.transmissions()).isEqualTo(2);
        assertThat(delivery.state()).isEqualTo(SENT);
        assertThat(delivery.isDone()).isFalse();
        assertThat(delivery).hasToString("Delivery{f1, SENT}");
    }

    @Test
    void acceptedThenDelivered() {
        delivery.sent();
        assertThat(delivery.accept(false)).isTrue();
        assertThat(delivery.accept(false)).isFalse();
        runCallbacks();
        assertThat(delivery.accepted()).isCompletedWithValue(ACCEPTED);
        assertThat(delivery.delivered()).isNotDone();
        assertThat(delivery.isDone()).isFalse();

        assertThat(delivery.deliver()).isTrue();
        runCallbacks();
        assertThat(delivery.accepted()).isCompletedWithValue(ACCEPTED);
        assertThat(delivery.delivered()).isCompletedWithValue(DELIVERED);
        assertThat(delivery.state()).isEqualTo(DELIVERED);
    }

    @Test
    void acceptedAsTheLastThingThatIsLearned() {
        assertThat(delivery.accept(true)).isTrue();
        runCallbacks();
        assertThat(delivery.accepted()).isCompletedWithValue(ACCEPTED);
        assertThat(delivery.delivered()).isCompletedWithValue(ACCEPTED);
        assertThat(delivery.deliver()).isFalse();
    }

    @Test
    void withoutQosSentIsTheLastState() {
        assertThat(delivery.finishUnconfirmed()).isTrue();
        runCallbacks();
        assertThat(delivery.delivered()).isCompletedWithValue(SENT);
        assertThat(delivery.isDone()).isTrue();
    }

    @Test
    void failuresCarryStateCodeAndReason() {
        delivery.fail(LOST, 202, "no server");
        runCallbacks();
        assertThat(delivery.accepted())
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(DeliveryException.class);
        DeliveryException e = (DeliveryException)
                delivery.delivered().handle((state, failure) -> failure).join();
        assertThat(e.state()).isEqualTo(LOST);
        assertThat(e.errorCode()).isEqualTo(202);
        assertThat(e).hasMessage("no server");
    }

    @Test
    void rejectedDeliveriesAreDoneFromTheStart() {
        PendingDelivery rejected =
                PendingDelivery.rejected("f2", callbacks::add, ErrorCode.INVALID_PACKET, "too large");
        assertThat(rejected.state()).isEqualTo(REJECTED);
        assertThat(rejected.isDone()).isTrue();
        assertThat(rejected.delivered())
                .as("not before the callback executor ran")
                .isNotDone();
        runCallbacks();
        assertThat(rejected.delivered()).isCompletedExceptionally();
        assertThat(rejected.cancel()).isFalse();
    }

    @Test
    void failHasToBeToldAFailure() {
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.fail(DELIVERED, 0, ""));
    }

    @Test
    void theBooksAreClearedBeforeTheApplicationIsTold() {
        List<String> order = new ArrayList<>();
        PendingDelivery direct = new PendingDelivery("f3", Runnable::run);
        CompletableFuture<Void> unused = direct.delivered().thenAccept(state -> order.add("told"));
        direct.onDone(() -> order.add("cleared in state " + direct.state()));
        direct.deliver();
        assertThat(order).containsExactly("cleared in state DELIVERED", "told");
    }

    @Test
    void onDoneRunsAtOnceWhenItIsTooLate() {
        delivery.cancel();
        AtomicInteger ran = new AtomicInteger();
        delivery.onDone(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
    }

    /** Sending a message from the callback of another one, while its own state is being set, cannot deadlock: no lock is held. */
    @Test
    void onDoneAndCallbacksRunWithoutTheLock() {
        PendingDelivery direct = new PendingDelivery("f4", Runnable::run);
        List<Boolean> held = new ArrayList<>();
        direct.onDone(() -> held.add(Thread.holdsLock(direct)));
        CompletableFuture<Void> unused = direct.delivered().thenAccept(state -> held.add(Thread.holdsLock(direct)));
        direct.deliver();
        assertThat(held).containsExactly(false, false);
    }

    @Test
    void m41_everySequenceOfEventsEndsInExactlyOneOutcome() {
        for (int code = 0; code < 7 * 7 * 7 * 7 * 7; code++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0, rest = code; i < 5; i++, rest /= 7) {
                events.add(Event.values()[rest % 7]);
            }
            checkSequence(events);
        }
    }

    private static void checkSequence(List<Event> events) {
        PendingDelivery d = new PendingDelivery("f", Runnable::run);
        AtomicInteger done = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        d.onDone(done::incrementAndGet);
        CompletableFuture<DeliveryState> unused = d.delivered().whenComplete((s, e) -> told.incrementAndGet());
        boolean over = false;
        DeliveryState last = null;
        for (Event event : events) {
            boolean effect = event.apply(d);
            if (over) {
                assertThat(effect).as("%s", events).isFalse();
                assertThat(d.state()).as("%s", events).isEqualTo(last);
            } else if (event.isFinal()) {
                assertThat(effect).as("%s", events).isTrue();
                over = true;
                last = d.state();
            }
            assertThat(d.isDone()).as("%s", events).isEqualTo(over);
        }
        assertThat(done).as("%s", events).hasValue(over ? 1 : 0);
        assertThat(told).as("%s", events).hasValue(over ? 1 : 0);
    }

    @Test
    void m41_racingThreadsBringAboutExactlyOneOutcome() throws Exception {
        Event[] racers = {Event.DELIVER, Event.LOSE, Event.CANCEL, Event.ACCEPT_LAST};
        ExecutorService threads = Executors.newFixedThreadPool(racers.length);
        try {
            SplittableRandom random = new SplittableRandom(1);
            for (int round = 0; round < 2000; round++) {
                race(threads, racers, random.nextBoolean());
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void race(ExecutorService threads, Event[] racers, boolean acceptFirst) throws Exception {
        PendingDelivery d = new PendingDelivery("f", Runnable::run);
        AtomicInteger winners = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        d.onDone(done::incrementAndGet);
        CompletableFuture<DeliveryState> unused = d.delivered().whenComplete((s, e) -> told.incrementAndGet());
        if (acceptFirst) {
            d.accept(false);
        }
        CyclicBarrier start = new CyclicBarrier(racers.length);
        CountDownLatch end = new CountDownLatch(racers.length);
        for (Event racer : racers) {
            threads.execute(() -> {
                try {
                    start.await();
                    winners.addAndGet(racer.apply(d) ? 1 : 0);
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                } finally {
                    end.countDown();
                }
            });
        }
        end.await();
        assertThat(winners).hasValue(1);
        assertThat(done).hasValue(1);
        assertThat(told).hasValue(1);
        assertThat(d.state()).isIn(DELIVERED, LOST, CANCELLED, ACCEPTED);
        assertThat(d.accepted()).isDone();
    }

    @Test
    void statesKnowWhetherTheyMeanFailure() {
        assertThat(LOST.isFailure() && REJECTED.isFailure() && CANCELLED.isFailure())
                .isTrue();
        assertThat(QUEUED.isFailure() || SENT.isFailure() || ACCEPTED.isFailure() || DELIVERED.isFailure())
                .isFalse();
    }

    private void runCallbacks() {
        List<Runnable> due = new ArrayList<>(callbacks);
        callbacks.clear();
        due.forEach(Runnable::run);
    }
}
