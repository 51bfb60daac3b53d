package io.fingerpost.server.gateway.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.GatewaySettings;
import io.fingerpost.server.gateway.RecordingHandler;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConnectionTest {
    private static final GatewaySettings SETTINGS = new GatewaySettings(1000, TimeUnit.SECONDS.toNanos(20), 10);

    private final Flushes flushes = new Flushes();
    private final EmbeddedChannel channel = new EmbeddedChannel(flushes) {
        @Override
        protected SocketAddress remoteAddress0() {
            return InetSocketAddress.createUnresolved("peer", 1);
        }
    };
    private ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
    private RecordingHandler handler;
    private StreamConnection connection;

    /** Counts flushes, and lets nothing through while the peer does not read. */
    private static final class Flushes extends ChannelOutboundHandlerAdapter {
        private int count;
        private boolean blocked;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count++;
            if (!blocked) {
                ctx.flush();
            }
        }
    }

    private enum Plain implements Framing {
        INSTANCE;

        @Override
        public void frame(byte[] buffer, int length, ByteBuf out) {
            out.writeBytes(buffer, 0, length);
        }

        @Override
        public ByteBuf farewell(ByteBufAllocator allocator) {
            return Unpooled.EMPTY_BUFFER;
        }
    }

    @BeforeEach
    void open() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1000, 4000));
        install(RecordingHandler.Echo::new);
    }

    private void install(Function<StreamConnection, RecordingHandler> newHandler) {
        StreamEndpoint endpoint = new StreamEndpoint(Transport.TCP, SETTINGS, accepted -> {
            handler = newHandler.apply((StreamConnection) accepted);
            return handler;
        });
        NettyLoop loop = new NettyLoop(channel.eventLoop(), NettyTransport.NIO, allocator);
        connection = new StreamConnection(endpoint, loop, channel, Plain.INSTANCE);
        channel.pipeline().addLast(connection);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aBatchOfPacketsIsAnsweredWithOneBufferAndOneFlush() {
        channel.writeInbound(new byte[] {1}, new byte[] {2, 2}, new byte[] {3, 3, 3});

        assertThat(channel.outboundMessages()).hasSize(1);
        ByteBuf written = channel.readOutbound();
        assertThat(ByteBufUtil.getBytes(written)).containsExactly(1, 2, 2, 3, 3, 3);
        written.release();
        assertThat(flushes.count).isEqualTo(1);
    }

    @Test
    void framesAreReadInMemoryThatIsUsedAgainAndTheirBuffersAreReleased() {
        Set<byte[]> memory = Collections.newSetFromMap(new IdentityHashMap<>());
        channel.pipeline().removeLast();
        install(accepted -> new RecordingHandler(accepted) {
            @Override
            public void onFrame(byte[] buffer, int length) {
                memory.add(buffer);
                super.onFrame(buffer, length);
            }
        });
        ByteBuf first = Unpooled.copiedBuffer(new byte[] {-1, 1, 2});
        ByteBuf second = Unpooled.copiedBuffer(new byte[] {-1, 3});
        channel.writeInbound(first, second);

        assertThat(handler.packets()).containsExactly(new byte[] {-1, 1, 2}, new byte[] {-1, 3});
        assertThat(memory).hasSize(1);
        assertThat(first.refCnt() + second.refCnt()).isZero();
    }

    @Test
    void aFrameThatTheHandlerFailsAtClosesTheConnectionAndIsReleased() {
        channel.pipeline().removeLast();
        install(accepted -> new RecordingHandler(accepted) {
            @Override
            public void onFrame(byte[] buffer, int length) {
                throw new IllegalStateException("on purpose");
            }
        });
        ByteBuf first = Unpooled.copiedBuffer(new byte[] {-1, 1, 2});
        ByteBuf second = Unpooled.copiedBuffer(new byte[] {-1, 3});
        channel.writeInbound(first, second);
        channel.runPendingTasks();

        assertThat(handler.events()).containsExactly("opened", "closed");
        assertThat(first.refCnt() + second.refCnt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutMemoryForWhatIsToBeSentItIsClosedInsteadOfLeavingAHole(boolean ofABuffer) {
        channel.pipeline().removeLast();
        allocator = new AbstractByteBufAllocator() {
            @Override
            protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public boolean isDirectBufferPooled() {
                return false;
            }
        };
        install(RecordingHandler.Echo::new);
        if (ofABuffer) {
            connection.send(new byte[] {1, 2}, 2);
        } else {
            connection.send(new byte[] {3});
        }
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(handler.events()).containsExactly("opened", "closed");
    }

    @Test
    void whatIsFlushedGoesOutAtOnceAndTheRoundAddsNothing() {
        byte[] buffer = {1, 2, 9};
        connection.send(new byte[] {0});
        connection.send(buffer, 2);
        connection.flush();

        assertThat(channel.outboundMessages()).hasSize(2);
        int count = flushes.count;
        channel.runPendingTasks();
        assertThat(flushes.count).isEqualTo(count);
        ByteBuf first = channel.readOutbound();
        ByteBuf second = channel.readOutbound();
        assertThat(ByteBufUtil.getBytes(first)).containsExactly(0);
        assertThat(ByteBufUtil.getBytes(second)).containsExactly(1, 2);
        first.release();
        second.release();
    }

    @Test
    void aPacketOfABufferCountsAtOnceForWhetherItIsWritable() {
        flushes.blocked = true;
        byte[] buffer = new byte[1000];
        for (int i = 0; i < 5; i++) {
            connection.send(buffer, 1000);
        }

        assertThat(connection.isWritable()).isFalse();
        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isGreaterThanOrEqualTo(5000);
    }

    @Test
    void aBatchThatWouldFillTheChannelIsWrittenBeforeTheFlush() {
        flushes.blocked = true;
        connection.send(new byte[1000]);
        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isZero();

        for (int i = 0; i < 5; i++) {
            connection.send(new byte[1000]);
        }

        assertThat(connection.isWritable()).isFalse();
        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(6000 + 1000);
    }

    @Test
    void whileItIsNotWritableNothingIsRead() {
        flushes.blocked = true;
        while (connection.isWritable()) {
            connection.send(new byte[1000]);
        }
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();

        flushes.blocked = false;
        channel.flush();
        channel.runPendingTasks();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(connection.isWritable()).isTrue();
        assertThat(handler.events()).containsExactly("opened", "writable");
    }

    @Test
    void afterCloseNothingIsSentOrReadAndTheHandlerIsToldOnceAndLater() {
        connection.send(new byte[1]);
        connection.close();
        assertThat(handler.events()).containsExactly("opened");
        connection.send(new byte[2]);
        channel.writeInbound(new byte[3]);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).hasSize(2); // the packet, and the farewell
        assertThat(handler.packets()).isEmpty();
        channel.close();
        channel.runPendingTasks();
        assertThat(handler.events()).containsExactly("opened", "closed");
    }

    @Test
    void aPacketThatIsTooLargeIsNotSent() {
        connection.send(new byte[1001]);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void aFailureInThePipelineClosesIt() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException("on purpose"));
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(handler.events()).containsExactly("opened", "closed");
    }

    @Test
    void aPeerThatLeavesIsClosed() {
        channel.pipeline().fireUserEventTriggered(StreamEvent.PEER_LEAVES);
        channel.runPendingTasks();

        assertThat(handler.events()).containsExactly("opened", "closed");
    }
}
