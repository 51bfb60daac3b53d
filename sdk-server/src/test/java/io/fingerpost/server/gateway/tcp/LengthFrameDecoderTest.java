package io.fingerpost.server.gateway.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.server.gateway.TcpPeer;
import io.fingerpost.server.gateway.netty.InvalidFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthFrameDecoderTest {
    private static final int MAX_PACKET_BYTES = 5000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new LengthFrameDecoder(MAX_PACKET_BYTES));
    private final List<ByteBuf> buffers = new ArrayList<>();

    @AfterEach
    void everyBufferIsReleased() {
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(channel.inboundMessages()).isEmpty();
        channel.finishAndReleaseAll();
    }

    private void write(byte[] bytes) {
        ByteBuf buffer = Unpooled.copiedBuffer(bytes);
        buffers.add(buffer);
        channel.writeInbound(buffer);
    }

    private static byte[] packet(int bytes) {
        byte[] packet = new byte[bytes];
        new Random(bytes).nextBytes(packet);
        return packet;
    }

    private static byte[] joined(int... sizes) {
        return concat(Arrays.stream(sizes)
                .mapToObj(size -> TcpPeer.frame(packet(size)))
                .toArray(byte[][]::new));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            stream.writeBytes(part);
        }
        return stream.toByteArray();
    }

    private void assertPackets(int... sizes) {
        for (int size : sizes) {
            assertThat(bytes(channel.readInbound())).isEqualTo(packet(size));
        }
    }

    private static byte[] bytes(Object packet) {
        if (packet instanceof byte[] array) {
            return array;
        }
        ByteBuf buffer = (ByteBuf) packet;
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }

    private void assertComesAs(Class<?> kind, byte[] expected) {
        Object packet = channel.readInbound();
        assertThat(packet).isInstanceOf(kind);
        assertThat(bytes(packet)).isEqualTo(expected);
    }

    @Test
    void aFrameOfALinkThatCameAtOnceIsHandedOnAsItCame() {
        byte[] frame = {(byte) 0x90, 1, 2, 3};
        byte[] packet = {'{', 1, 2, 3};
        byte[] stream = concat(TcpPeer.frame(packet), TcpPeer.frame(frame), TcpPeer.frame(frame));
        write(Arrays.copyOf(stream, stream.length - 1));
        assertComesAs(byte[].class, packet);
        assertComesAs(ByteBuf.class, frame);
        assertThat(channel.inboundMessages()).isEmpty();
        write(new byte[] {3});
        assertComesAs(byte[].class, frame);
    }

    @Test
    void m6_joinedFramesArriveOneByOne() {
        write(joined(1, 2, MAX_PACKET_BYTES, 3));
        assertPackets(1, 2, MAX_PACKET_BYTES, 3);
    }

    @Test
    void m6_framesSplitIntoSingleBytesArriveWhole() {
        for (byte b : joined(1, 700, 2, MAX_PACKET_BYTES)) {
            write(new byte[] {b});
        }
        assertPackets(1, 700, 2, MAX_PACKET_BYTES);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void m6_framesSplitAnywhereArriveWhole(long seed) {
        Random random = new Random(seed);
        int[] sizes = random.ints(200, 1, MAX_PACKET_BYTES + 1).toArray();
        byte[] stream = joined(sizes);
        for (int at = 0; at < stream.length; ) {
            int n = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 20_000));
            write(Arrays.copyOfRange(stream, at, at + n));
            at += n;
        }
        assertPackets(sizes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aLengthThatIsNoneEndsTheStream(int length) {
        write(joined(10));
        write(Unpooled.buffer().writeInt(length).array());
        write(joined(10));

        assertPackets(10);
        assertThat((InvalidFrame) channel.readInbound())
                .isEqualTo(new InvalidFrame("invalid packet length: " + length));
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_PACKET_BYTES + 1, Integer.MAX_VALUE})
    void aLengthAboveTheLimitEndsTheStreamBeforeTheBodyIsRead(int length) {
        for (byte b : Unpooled.buffer(4).writeInt(length).array()) {
            write(new byte[] {b});
        }

        assertThat((InvalidFrame) channel.readInbound())
                .isEqualTo(new InvalidFrame(
                        "packet too large: " + length + " bytes, at most " + MAX_PACKET_BYTES + " are accepted"));
        write(joined(10));
    }
}
