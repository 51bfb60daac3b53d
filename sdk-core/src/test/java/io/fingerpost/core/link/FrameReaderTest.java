package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.codec.InvalidPacketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    /** Writes down what a frame says. */
    private static final class Recorder implements FrameReader.Handler {
        private final List<String> said = new ArrayList<>();

        @Override
        public void onHead(long stampMillis, @Nullable AckBlock ack, boolean closing) {
            said.add("head " + stampMillis + " " + closing);
            if (ack != null) {
                said.add("ack " + ack.cum() + " " + ack.run() + " " + Arrays.toString(ack.bitmap()) + " "
                        + ack.echoedStamp() + " " + ack.delayMillis());
            }
        }

        @Override
        public void onMessage(long sq, int flags, int back, byte[] bytes) {
            said.add("message " + sq + " " + flags + " " + back + " " + Arrays.toString(bytes));
        }
    }

    @Test
    void aFrameThatEndsAnywhereIsReadAsIfNothingStoodBehindItInTheBuffer() {
        int whole = 0;
        int broken = 0;
        for (long seed = 0; seed < 300; seed++) {
            byte[] frame = frame(new SplittableRandom(seed));
            for (int length = 0; length <= frame.length; length++) {
                String expected = read(Arrays.copyOf(frame, length), length);
                assertThat(read(frame, length))
                        .as("seed %s, %s bytes", seed, length)
                        .isEqualTo(expected);
                boolean refused = expected.startsWith("refused");
                whole += refused ? 0 : 1;
                broken += refused ? 1 : 0;
            }
        }
        assertThat(whole).isGreaterThan(300);
        assertThat(broken).isGreaterThan(3_000);
    }

    private static byte[] frame(SplittableRandom random) {
        FrameWriter writer = new FrameWriter(new FrameBuffer(), 1_000);
        byte[] bitmap = new byte[random.nextInt(3)];
        AckBlock ack = new AckBlock(random.nextLong(1_000), random.nextInt(5), bitmap, 7, random.nextLong(300));
        writer.begin(new byte[0], random.nextInt(-1, 2), random.nextBoolean() ? ack : null, random.nextBoolean());
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            byte[] message = new byte[random.nextInt(40)];
            Arrays.fill(message, (byte) random.nextInt());
            writer.message(random.nextLong(1, 100_000), 0, random.nextInt(3), message, 0, message.length);
        }
        byte[][] written = new byte[1][];
        writer.end(new LinkEnd.Output<String>() {
            @Override
            public void frame(byte[] frame) {
                written[0] = frame;
            }

            @Override
            public void deliver(long sq, byte[] message, boolean redelivered) {}

            @Override
            public void done(String message) {}
        });
        return written[0];
    }

    private static String read(byte[] buffer, int length) {
        Recorder recorder = new Recorder();
        try {
            FrameReader.read(buffer, length, 0, recorder);
            return recorder.said.toString();
        } catch (InvalidPacketException e) {
            assertThat(recorder.said).isEmpty();
            return "refused: " + e.reason();
        }
    }
}
