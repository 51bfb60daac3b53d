package io.fingerpost.systemtests.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The check that the other tests rely on does see a leak. */
@Isolated("for a moment there is a leak in this JVM")
class BufferLeaksTest {
    @Test
    void aForgottenBufferIsFound() {
        forgetABuffer();

        assertThat(BufferLeaks.take(BufferLeakDetector.ON_PURPOSE)).hasSize(1);
        BufferLeaks.assertNone();
    }

    private static void forgetABuffer() {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).touch(BufferLeakDetector.ON_PURPOSE);
    }
}
