package io.fingerpost.benchmarks.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PairTest {
    private final List<CompletableFuture<DeliveryState>> outcomes = new ArrayList<>();

    private Pair pair(int messages, int window) {
        Pair pair = new Pair("n", this::send, messages, window);
        pair.fill();
        return pair;
    }

    private Delivery send(String text) {
        assertThat(text).isEqualTo("n" + outcomes.size());
        CompletableFuture<DeliveryState> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        return new OneFuture(outcome);
    }

    private static void arrive(Pair pair, int number) {
        pair.arrived(Protocal.message("recipient", "n" + number).build(), System.nanoTime());
    }

    @Test
    void theNextIsSentWhenAnEarlierOneHasArrived() {
        Pair pair = pair(5, 2);
        assertThat(outcomes).hasSize(2);
        arrive(pair, 1);
        assertThat(outcomes).hasSize(3);
        outcomes.get(1).complete(DeliveryState.ACCEPTED); // holds no place any more
        outcomes.get(0).complete(DeliveryState.ACCEPTED); // has not arrived
        assertThat(outcomes).hasSize(3);
    }

    @Test
    void aFailedMessageGivesItsPlaceBackOnce() {
        Pair pair = pair(5, 1);
        outcomes.get(0).completeExceptionally(new IllegalStateException("lost"));
        assertThat(outcomes).hasSize(2);
        arrive(pair, 0); // it has arrived after all
        assertThat(outcomes).hasSize(2);
        assertThat(pair.counts()).isEqualTo(new LossCounts(2, 0, 1, 0, 0));
    }

    @Test
    void duplicatesAndDisorderAreCounted() {
        Pair pair = pair(4, 4);
        arrive(pair, 1);
        arrive(pair, 0);
        arrive(pair, 1);
        arrive(pair, 3);
        arrive(pair, 2);
        assertThat(pair.counts()).isEqualTo(new LossCounts(4, 0, 4, 1, 2));
        assertThat(pair.latenciesNanos()).hasSize(4).allMatch(nanos -> nanos >= 0);
    }

    @Test
    void whatIsLeftOfAnEarlierRoundDoesNotCount() {
        Pair pair = pair(2, 1);
        pair.arrived(Protocal.message("recipient", "warm-up 0").build(), System.nanoTime());
        assertThat(pair.counts()).isEqualTo(new LossCounts(1, 0, 0, 0, 0));
    }

    @Test
    void itIsFinishedWhenEverythingHasArrivedAndEveryOutcomeIsKnown() {
        Pair pair = pair(2, 2);
        arrive(pair, 0);
        outcomes.get(0).complete(DeliveryState.ACCEPTED);
        outcomes.get(1).complete(DeliveryState.ACCEPTED);
        assertThat(pair.isFinished()).isFalse();
        arrive(pair, 1);
        assertThat(pair.isFinished()).isTrue();
        assertThat(pair.counts().breakAPromise()).isFalse();
    }

    /** A delivery of which only {@link #accepted} is of interest. */
    private record OneFuture(CompletableFuture<DeliveryState> accepted) implements Delivery {
        @Override
        public String fingerprint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public DeliveryState state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isDone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int transmissions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<DeliveryState> delivered() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean cancel() {
            throw new UnsupportedOperationException();
        }
    }
}
