package io.fingerpost.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BookkeepingTest {
    @Test
    void oneOpenMessageDoesNotHoldUpTheOthers() {
        InFlight inFlight = new InFlight();
        for (int n = 0; n < 1_000; n++) {
            assertThat(inFlight.add(n, n)).isEqualTo(n);
            if (n != 3) {
                assertThat(inFlight.remove(n)).isTrue();
            }
        }
        assertThat(inFlight.open()).isOne();
        List<Long> resent = new ArrayList<>();
        inFlight.resendOlderThan(10, 1_000, 8, (number, intended) -> resent.add(number * 10_000 + intended));
        assertThat(resent).containsExactly(30_003L);
        inFlight.resendOlderThan(10, 1_001, 8, (number, intended) -> resent.add(number));
        assertThat(resent).hasSize(1);
        assertThat(inFlight.remove(3)).isTrue();
        assertThat(inFlight.remove(3)).isFalse();
        assertThat(inFlight.open()).isZero();
    }

    @Test
    void theOldestAreSentAgainFirstAndNotAllAtOnce() {
        InFlight inFlight = new InFlight();
        for (int n = 0; n < 10; n++) {
            inFlight.add(n, 0);
        }
        List<Long> resent = new ArrayList<>();
        for (int now = 100; now < 103; now++) {
            inFlight.resendOlderThan(50, now, 4, (number, intended) -> resent.add(number));
        }
        assertThat(resent).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void thereIsAMostThatOneMessageCanHoldUp() {
        InFlight inFlight = new InFlight();
        for (int n = 0; n < InFlight.MAX_SPAN; n++) {
            assertThat(inFlight.hasRoom()).isTrue();
            inFlight.add(n, n);
        }
        assertThat(inFlight.hasRoom()).isFalse();
        inFlight.remove(0);
        assertThat(inFlight.hasRoom()).isTrue();
    }

    @Test
    void eachNumberIsNewOnce() {
        SeenNumbers seen = new SeenNumbers();
        for (long number : new long[] {0, 2, 3, 1, 4, 6}) {
            assertThat(seen.add(number)).isTrue();
        }
        for (long number : new long[] {0, 2, 3, 1, 4, 6}) {
            assertThat(seen.add(number)).isFalse();
        }
        assertThat(seen.add(5)).isTrue();
        assertThat(seen.add(7)).isTrue();
    }

    @Test
    void aKeyIsFoundWhereverItStands() {
        String packet = "xx{\"dataContent\":\"\\\"type\\\":9\",\"type\":52}";
        ByteBuf bytes = Unpooled.copiedBuffer(packet, StandardCharsets.US_ASCII);
        for (int usualOffset : new int[] {0, 8, 36, 1_000}) {
            int index = new JsonScan("type", usualOffset).valueIndex(bytes, 2, packet.length() - 2);
            assertThat(JsonScan.number(bytes, index)).isEqualTo(52);
        }
        assertThat(new JsonScan("fp", 0).valueIndex(bytes, 2, packet.length() - 2))
                .isNegative();
    }
}
