package io.fingerpost.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x0123456789abcdefL, 0xfedcba9876543210L, -1, Long.MIN_VALUE})
    void whatWasWrittenIsRead(long value) {
        byte[] packet = ("{\"fp\":\"" + Fingerprint.BLANK + "\"}").getBytes(StandardCharsets.US_ASCII);
        Fingerprint.write(packet, 7, value, ~value);
        ByteBuf bytes = Unpooled.wrappedBuffer(packet);
        assertThat(new String(packet, StandardCharsets.US_ASCII))
                .isEqualTo(String.format("{\"fp\":\"%016x-%016x-fp\"}", value, ~value));
        assertThat(Fingerprint.number(bytes, 7)).isEqualTo(value);
        assertThat(Fingerprint.intendedNanos(bytes, 7)).isEqualTo(~value);
        assertThat(Fingerprint.BLANK).hasSize(Fingerprint.LENGTH);
    }
}
