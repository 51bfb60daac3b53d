package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkLogTest {
    private final LinkLog log = new LinkLog();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<String> states = new ArrayList<>(); // after each record
    private final List<Integer> ends = new ArrayList<>(); // of each record

    private void append(byte[] record) {
        file.write(record, 0, record.length);
        states.add(describe(log));
        ends.add(file.size());
    }

    private static String describe(LinkLog log) {
        StringBuilder text = new StringBuilder();
        text.append(log.device()).append(' ').append(log.epoch()).append(' ').append(log.nextSq());
        log.messages()
                .forEach((sq, bytes) -> text.append(' ').append(sq).append('=').append(Arrays.hashCode(bytes)));
        AckBlock done = log.received();
        return text.append(' ')
                .append(log.token())
                .append(' ')
                .append(done.cum())
                .append(Arrays.toString(done.bitmap()))
                .toString();
    }

    private void someHistory() {
        append(log.numbering("phone", 7));
        append(log.message(1, bytes("one")));
        append(log.message(2, new byte[2_500]));
        append(log.received("token", new AckBlock(5, 0, new byte[] {1, 2}, 0, 0)));
        append(log.message(5, bytes("three")));
        append(log.ended(2));
        append(log.received("token", AckBlock.upTo(9)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatWasWritten() {
        someHistory();
        LinkLog read = LinkLog.read(file.toByteArray());
        assertThat(read.isDamaged()).isFalse();
        assertThat(read.validBytes()).isEqualTo(file.size());
        assertThat(describe(read)).isEqualTo(describe(log));
        assertThat(read.nextSq()).isEqualTo(6);
        assertThat(read.messages().keySet()).containsExactly(1L, 5L);
        assertThat(read.messages().get(5L)).isEqualTo(bytes("three"));
    }

    @Test
    void anEmptyLogKnowsNothing() {
        LinkLog read = LinkLog.read(new byte[0]);
        assertThat(read.isDamaged()).isTrue();
        assertThat(read.messages()).isEmpty();
        assertThat(read.token()).isNull();
    }

    @Test
    void aNewNumberingKeepsTheMessages() {
        someHistory();
        append(log.numbering("tablet", 8));
        LinkLog read = LinkLog.read(file.toByteArray());
        assertThat(describe(read)).isEqualTo(describe(log));
        assertThat(read.messages().keySet()).containsExactly(1L, 2L);
        assertThat(read.nextSq()).isEqualTo(3);
        assertThat(read.received().cum()).isEqualTo(9);
    }

    @Test
    void compactedSaysTheSame() {
        someHistory();
        byte[] compacted = log.compacted();
        assertThat(compacted.length).isLessThan(200);
        assertThat(describe(LinkLog.read(compacted))).isEqualTo(describe(log));
        append(log.ended(1));
        append(log.ended(5));
        assertThat(LinkLog.read(log.compacted()).nextSq())
                .as("numbers are not given again")
                .isEqualTo(6);
    }

    @Test
    void tornAtEveryOffset() {
        someHistory();
        byte[] whole = file.toByteArray();
        for (int length = ends.get(0); length < whole.length; length++) {
            LinkLog read = LinkLog.read(Arrays.copyOf(whole, length));
            int records = 0;
            while (ends.get(records) <= length) {
                records++;
            }
            assertThat(read.isDamaged()).as("%d bytes", length).isFalse();
            assertThat(read.validBytes()).isEqualTo(ends.get(records - 1));
            assertThat(describe(read)).isEqualTo(states.get(records - 1));
        }
        for (int length = 0; length < ends.get(0); length++) {
            assertThat(LinkLog.read(Arrays.copyOf(whole, length)).isDamaged()).isTrue();
        }
    }

    /** Whatever one bit does: nothing but the last record can be missing without notice. */
    @Test
    void everyFlippedBitIsNoticed() {
        someHistory();
        byte[] whole = file.toByteArray();
        int lastRecord = ends.get(ends.size() - 2);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] broken = whole.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            LinkLog read = LinkLog.read(broken);
            if (bit / 8 < lastRecord) {
                assertThat(read.isDamaged()).as("bit %d", bit).isTrue();
            } else {
                assertThat(describe(read)).as("bit %d", bit).isEqualTo(states.get(states.size() - 2));
            }
        }
    }

    @Test
    void garbageAfterACrash() {
        someHistory();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            ByteArrayOutputStream broken = new ByteArrayOutputStream();
            broken.write(file.toByteArray(), 0, file.size());
            byte[] garbage = new byte[random.nextInt(1, 100)];
            if (i % 2 == 0) { // otherwise zeros, as after a power failure
                random.nextBytes(garbage);
            }
            broken.write(garbage, 0, garbage.length);
            LinkLog read = LinkLog.read(broken.toByteArray());
            assertThat(describe(read)).isEqualTo(describe(log));
            assertThat(read.validBytes()).isEqualTo(file.size());
            assertThat(read.isDamaged()).isEqualTo(garbage.length >= 12);
        }
    }
}
