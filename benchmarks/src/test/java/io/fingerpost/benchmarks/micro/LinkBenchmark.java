package io.fingerpost.benchmarks.micro;

import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A message from one end of a link to the other, and its acknowledgement back: offered, framed, read, delivered, completed, acknowledged
 * and done with, at both ends together. Time is a number here, and the network an array.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinkBenchmark {
    private static final int BATCH = 8; // messages a round, as many as an acknowledgement waits for
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(10); // longer than an acknowledgement waits
    private static final int CID_BYTES = 8;

    /** Whether the frames travel as datagrams. */
    @Param({"true", "false"})
    public boolean datagrams;

    private final byte[] message = new byte[200]; // about what a packet with 64 characters of text has

    private End client;
    private End server;
    private long nowNanos;

    @Setup
    public void setUp() {
        client = new End(false);
        server = new End(true);
        client.connect(datagrams ? new byte[CID_BYTES] : null);
        server.connect(null);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long messageThereAndAckBack() throws InvalidPacketException {
        for (int i = 0; i < BATCH; i++) {
            client.link.sending().offer(message, "bob", message);
        }
        long doneBefore = client.done;
        while (client.done < doneBefore + BATCH) {
            client.pass(server);
            server.pass(client);
            nowNanos += ROUND_NANOS;
        }
        return client.done;
    }

    private final class End implements LinkEnd.Output<byte[]> {
        private final LinkEnd<byte[]> link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
        private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
        private final boolean server;
        private long done;

        End(boolean server) {
            this.server = server;
        }

        void connect(byte[] cid) {
            link.connect(datagrams, cid, LinkLimits.DEFAULT, AckBlock.upTo(0), 0, nowNanos, this);
        }

        /** Sends what is to be sent, and has the other end read it. */
        void pass(End to) throws InvalidPacketException {
            link.poll(nowNanos, this);
            byte[] frame;
            while ((frame = frames.poll()) != null) {
                to.link.onFrame(frame, to.server, nowNanos, to);
            }
        }

        @Override
        public void frame(byte[] frame) {
            frames.add(frame);
        }

        @Override
        public void deliver(long sq, byte[] bytes, boolean redelivered) {
            link.complete(sq, nowNanos);
        }

        @Override
        public void done(byte[] value) {
            done++;
        }
    }
}
