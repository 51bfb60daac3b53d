package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.DatagramPeer;
import io.fingerpost.server.gateway.GatewayHarness;
import io.fingerpost.server.gateway.RecordingHandler;
import io.fingerpost.server.gateway.netty.NettyTransport;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many system calls datagrams cost that come together: those that wait in the socket's buffer are read 16 by one call, and what is
 * sent meanwhile is written by one. Counted, not timed: the loop stands still while the datagrams come.
 */
class UdpBatchTest {
    private final GatewayHarness harness = new GatewayHarness();
    private DatagramPeer peer;
    private RecordingHandler handler;
    private Channel channel;
    private final Calls calls = new Calls();

    /** Counts, in a pipeline of one loop. */
    private static final class Calls extends ChannelDuplexHandler {
        private int rounds; // of the loop in which datagrams were read
        private int writes;
        private int flushes;

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            rounds++;
            ctx.fireChannelReadComplete();
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            writes++;
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            ctx.flush();
        }
    }

    /** Counts reads: each has a buffer of its own, larger than anything else that is allocated here. */
    private static final class ReadBuffers extends AbstractByteBufAllocator {
        private final ByteBufAllocator buffers = PooledByteBufAllocator.DEFAULT;
        private int count;

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return buffers.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            count++;
            return buffers.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(NettyTransport.best() == NettyTransport.EPOLL);
        harness.handleBy(RecordingHandler.Echo::new);
        BoundGateway gateway =
                harness.bind(UdpGateway.builder().port(0).maxSockets(1).build());
        peer = DatagramPeer.connect(gateway.address());
        peer.send("hello");
        peer.receive();
        handler = harness.handler(0);
        channel = handler.onLoop(() ->
                Objects.requireNonNull(((UdpServer) gateway).sockets().get(0).channel()));
    }

    @AfterEach
    void close() {
        if (peer != null) {
            peer.close();
        }
        harness.close();
    }

    /** Lets so many datagrams come while the loop stands still, and returns how often it reads. */
    private int readsOf(int datagrams) throws Exception {
        ReadBuffers buffers = new ReadBuffers();
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Connection connection = handler.connection();
        connection.loop().execute(() -> {
            channel.config().setAllocator(buffers);
            channel.pipeline().addFirst(calls);
            standing.countDown();
            awaitQuietly(arrived);
        });
        assertThat(standing.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < datagrams; i++) {
            peer.send("datagram " + i);
        }
        arrived.countDown();
        for (int i = 0; i < datagrams; i++) {
            assertThat(peer.receiveText()).isEqualTo("datagram " + i);
        }
        return handler.onLoop(() -> buffers.count);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "15, 1", "16, 2", "64, 5", "70, 5", "250, 16"})
    void datagramsThatWaitAreRead16ByACallAndAnsweredByOneFlush(int datagrams, int reads) throws Exception {
        assertThat(readsOf(datagrams)).isEqualTo(reads);
        assertThat(calls.rounds).isEqualTo(1);
        assertThat(calls.writes).isEqualTo(datagrams);
        assertThat(calls.flushes).isEqualTo(1);
    }

    @Test
    void after256DatagramsTheOthersOfTheLoopHaveTheirTurn() throws Exception {
        assertThat(readsOf(300)).isEqualTo(16 + 3);
        assertThat(calls.rounds).isEqualTo(2);
        assertThat(calls.flushes).isEqualTo(2);
    }

    @Test
    void whatOneTurnOfTheLoopSendsIsWrittenByOneFlush() throws Exception {
        handler.onLoop(() -> {
            channel.pipeline().addFirst(calls);
            for (int i = 0; i < 100; i++) {
                byte[] packet = {(byte) i};
                handler.connection().loop().execute(() -> handler.connection().send(packet));
            }
        });
        for (int i = 0; i < 100; i++) {
            assertThat(peer.receive()).containsExactly(i);
        }
        assertThat((int) handler.onLoop(() -> calls.flushes)).isEqualTo(1);
    }
}
