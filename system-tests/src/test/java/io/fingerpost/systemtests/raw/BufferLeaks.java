package io.fingerpost.systemtests.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;

/** Buffers of Netty that were forgotten without being released, anywhere in this JVM. Any thread may ask. */
final class BufferLeaks {
    private static final int ROUNDS = 2;
    private static final Duration COLLECTION = Duration.ofSeconds(5);

    private BufferLeaks() {}

    /** Fails if a buffer leaked that is garbage by now. */
    static void assertNone() {
        lookForLeaks();
        assertThat(BufferLeakDetector.REPORTS).as("leaked buffers").isEmpty();
    }

    /** Returns the reports that contain the text, and forgets them. */
    static List<String> take(String text) {
        lookForLeaks();
        List<String> found = BufferLeakDetector.REPORTS.stream()
                .filter(r -> r.contains(text))
                .toList();
        BufferLeakDetector.REPORTS.removeAll(found);
        return found;
    }

    /** Netty looks for leaks when it makes a buffer, and sees only those whose owner the garbage collector has found dead. */
    private static void lookForLeaks() {
        for (int round = 0; round < ROUNDS; round++) {
            collectGarbage();
            UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> dead = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), dead);
        System.gc();
        try {
            assertThat(dead.remove(COLLECTION.toMillis()))
                    .as("garbage was collected")
                    .isSameAs(canary);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
