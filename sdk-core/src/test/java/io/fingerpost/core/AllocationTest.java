package io.fingerpost.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.DedupWindow;
import io.fingerpost.core.delivery.MessageHash;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What a message costs in memory that is given back at once, which decides how often the collector runs. It does not depend on how fast the
 * machine is. The limits are about a tenth above what was measured on a 64-bit JVM: 376, 304, 272, 176, 457 and 32 bytes.
 */
class AllocationTest {
    private static final int ROUNDS = 2_000;
    private static final String FP = "5f0e2c1a-7a52-4d0a-9c3e-0a7a3f5d9f1";

    /** Something to be measured. */
    private interface Task {
        void run(int round) throws InvalidPacketException;
    }

    private static long bytesEach(Task task) throws InvalidPacketException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        for (int i = 0; i < ROUNDS; i++) { // classes are loaded, and what grows has grown
            task.run(i);
        }
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = ROUNDS; i < 2 * ROUNDS; i++) {
            task.run(i);
        }
        return (threads.getThreadAllocatedBytes(self) - before) / ROUNDS;
    }

    @Test
    void aMessageThatIsRead() throws InvalidPacketException {
        byte[] bytes = ProtocalCodec.encode(Protocal.message("bob", "See you at the station at eight.")
                .from("alice")
                .fp(FP + 1)
                .build());
        assertThat(bytesEach(round -> ProtocalCodec.decode(bytes))).isLessThan(420);
    }

    @Test
    void anAcknowledgementThatIsReadAndWritten() throws InvalidPacketException {
        byte[] bytes = ProtocalCodec.encode(Packets.ack("bob", "alice", FP + 1));
        assertThat(bytesEach(round -> ProtocalCodec.decode(bytes))).isLessThan(340);
        assertThat(bytesEach(round -> ProtocalCodec.encode(Packets.ack("bob", "alice", FP))))
                .isLessThan(300);
        assertThat(bytesEach(round -> ProtocalCodec.encodeAck("bob", "alice", FP)))
                .isLessThan(194);
    }

    /** Both ends of a link on a stream, 16 messages a frame: what is sent, the frames, what is handed over, the acknowledgement. */
    @Test
    void aMessageThatGoesOverALink() throws InvalidPacketException {
        End alice = new End();
        End bob = new End();
        byte[] message = new byte[150];
        assertThat(bytesEach(round -> {
                            for (int i = 0; i < 16; i++) {
                                alice.link.sending().offer(message, "alice", "");
                            }
                            bob.receive(alice.frame(round), round);
                            alice.receive(bob.frame(round), round);
                        })
                        / 16)
                .isLessThan(500);
        assertThat(bob.handedOver).isEqualTo(2L * ROUNDS * 16);
        assertThat(alice.link.sending().pending()).isZero();
    }

    /** One end of a link, whose application is done with a message at once. */
    private static final class End implements LinkEnd.Output<String> {
        private static final long MILLI = 1_000_000;
        private final LinkEnd<String> link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
        private byte[] last = {};
        private long handedOver;

        private End() {
            link.connect(false, null, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, 0, this);
        }

        private byte[] frame(int round) {
            link.poll(10 * MILLI * round + MILLI, this);
            return last;
        }

        private void receive(byte[] frame, int round) throws InvalidPacketException {
            link.onFrame(frame, false, 10 * MILLI * round, this);
        }

        @Override
        public void frame(byte[] frame) {
            last = frame;
        }

        @Override
        public void deliver(long sq, byte[] message, boolean redelivered) {
            handedOver++;
            link.complete(sq, 0);
        }

        @Override
        public void done(String message) {}
    }

    @Test
    void aMessageThatIsSeenOnce() throws InvalidPacketException {
        DedupWindow window = new DedupWindow(100, 1_024, Long.MAX_VALUE);
        String[] fingerprints = new String[2 * ROUNDS];
        for (int i = 0; i < fingerprints.length; i++) {
            fingerprints[i] = FP + i;
        }
        assertThat(bytesEach(round -> {
                    MessageHash message = MessageHash.of("bob", fingerprints[round]);
                    window.begin(message, round);
                    window.complete(message, round);
                }))
                .isLessThan(36);
    }
}
