package io.fingerpost.server.gateway.netty;

import io.fingerpost.core.Transport;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.gateway.GatewaySettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a stream's pipeline, and the {@link Connection} of it. It is added once the stream carries packets (after the
 * handshakes of TLS and WebSocket) and reads what the decoder before it makes: a {@code byte[]} is a packet, a {@link ByteBuf} a frame of the
 * link profile, and an {@link InvalidFrame} is the end. Confined to the channel's loop.
 *
 * <pre>
 *   OPEN ──close()──▶ CLOSING ──all written, or 5 s over──▶ CLOSED (handler told; the socket lingers, then closes)
 *     └──────────────peer gone, failure────────────────────▶ CLOSED
 * </pre>
 */
public final class StreamConnection extends ChannelInboundHandlerAdapter implements Connection, NettyLoop.PendingFlush {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
    private static final int MAX_BATCH_BYTES = 32 * 1024; // of one buffer
    private static final long MAX_FLUSH_NANOS = TimeUnit.SECONDS.toNanos(5); // for a peer that does not read

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final StreamEndpoint endpoint;
    private final NettyLoop loop;
    private final Channel channel;
    private final InetSocketAddress remoteAddress;
    private final Framing framing;

    private State state = State.OPEN;
    private @Nullable ConnectionHandler handler; // null until accepted, and if it never is
    private @Nullable List<byte[]>
            batch; // what was sent since the last flush and is not in the channel; null after a flush
    private int batchBytes;
    private TaskLoop.@Nullable Timeout flushTimeout;

    /** Makes the connection of a channel that lives on the loop. */
    public StreamConnection(StreamEndpoint endpoint, NettyLoop loop, Channel channel, Framing framing) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.channel = channel;
        this.remoteAddress = (InetSocketAddress) channel.remoteAddress();
        this.framing = framing;
    }

    // ---- what the session does ----

    @Override
    public Transport transport() {
        return endpoint.transport();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public TaskLoop loop() {
        return loop;
    }

    @Override
    public GatewaySettings settings() {
        return endpoint.settings();
    }

    @Override
    public void send(byte[] packet) {
        assert loop.inLoop();
        if (!mayBeSent(packet.length)) {
            return;
        }
        List<byte[]> packets = batch();
        packets.add(packet);
        batchBytes += packet.length + Framing.MAX_HEAD_BYTES;
        if (batchBytes >= MAX_BATCH_BYTES || batchBytes >= channel.bytesBeforeUnwritable()) {
            write(packets); // now it counts for isWritable()
        }
    }

    @Override
    public void send(byte[] buffer, int length) {
        assert loop.inLoop();
        if (!mayBeSent(length)) {
            return;
        }
        if (batch != null) {
            write(batch); // what was sent before goes before
        }
        ByteBuf out = state == State.OPEN ? bufferOf(length + Framing.MAX_HEAD_BYTES) : null;
        if (out != null) {
            framing.frame(buffer, length, out);
            channel.write(out, channel.voidPromise());
            batch(); // so that it is flushed
        }
    }

    private boolean mayBeSent(int length) {
        if (state != State.OPEN) {
            return false;
        }
        boolean fits = length <= settings().maxPacketBytes();
        if (!fits) {
            LOG.debug("a packet of {} bytes for {} was dropped: too large", length, remoteAddress);
        }
        return fits;
    }

    /** Returns what is to be written by the end of the round. */
    private List<byte[]> batch() {
        List<byte[]> packets = batch;
        if (packets == null) {
            packets = new ArrayList<>();
            batch = packets;
            loop.flushLater(this);
        }
        return packets;
    }

    /** Writes the packets as one buffer: what a packet costs on its way through the channel is paid once. */
    private void write(List<byte[]> packets) {
        ByteBuf out = packets.isEmpty() ? null : bufferOf(batchBytes);
        if (out != null) {
            for (byte[] packet : packets) {
                framing.frame(packet, packet.length, out);
            }
            packets.clear();
            batchBytes = 0;
            channel.write(out, channel.voidPromise());
        }
    }

    /** Returns a buffer of just this size. If there is no memory, returns null and closes: a stream with a hole is worse than none. */
    private @Nullable ByteBuf bufferOf(int bytes) {
        try {
            return loop.allocator().directBuffer(bytes, bytes);
        } catch (OutOfMemoryError e) {
            LOG.error("there is no memory to send to {}; the connection is closed", remoteAddress, Redacted.of(e));
            state = State.CLOSING;
            loop.execute(() -> LingeringClose.closeNow(channel));
            return null;
        }
    }

    @Override
    public void flush() {
        assert loop.inLoop();
        flushPending();
    }

    @Override
    public void flushPending() {
        List<byte[]> packets = batch;
        if (packets != null) {
            batch = null;
            write(packets);
            channel.flush();
        }
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void close() {
        assert loop.inLoop();
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        flushTimeout = loop.schedule(() -> LingeringClose.closeNow(channel), MAX_FLUSH_NANOS);
        if (batch != null) {
            write(batch);
            batch = null;
        }
        channel.writeAndFlush(framing.farewell(loop.allocator()))
                .addListener(
                        written -> loop.execute(this::allWritten)); // a task, as it may be written inside this call
    }

    private void allWritten() {
        if (state == State.CLOSING) {
            closed();
            LingeringClose.start(channel, loop);
        }
    }

    private void closed() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        batch = null;
        if (flushTimeout != null) {
            flushTimeout.cancel();
        }
        ConnectionHandler last = handler;
        handler = null;
        if (last != null) {
            guarded(last, ConnectionHandler::onClosed);
        }
    }

    /** Returns the channel; for tests. */
    Channel channel() {
        return channel;
    }

    // ---- what the channel tells ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ConnectionHandler accepted = accept();
        if (accepted == null) {
            state = State.CLOSED;
            LingeringClose.closeNow(channel);
            return;
        }
        handler = accepted;
        guarded(accepted, ConnectionHandler::onOpened);
    }

    private @Nullable ConnectionHandler accept() {
        try {
            return endpoint.acceptor().accept(this);
        } catch (RuntimeException e) {
            LOG.error("a connection of {} could not be accepted", remoteAddress, Redacted.of(e));
            return null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ConnectionHandler current = handler;
        if (state != State.OPEN || current == null) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof byte[] packet) {
            packet(current, packet);
        } else if (message instanceof ByteBuf frame) {
            frame(current, frame);
        } else if (message instanceof InvalidFrame invalid) {
            LOG.debug("{} sent an invalid frame: {}", remoteAddress, invalid.reason());
            guarded(current, h -> h.onInvalidFrame(invalid.reason()));
            close();
        } else {
            ReferenceCountUtil.release(message);
            throw new IllegalStateException("not a packet: " + message.getClass());
        }
    }

    private void packet(ConnectionHandler current, byte[] packet) {
        try {
            current.onPacket(packet);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void frame(ConnectionHandler current, ByteBuf frame) {
        try {
            int length = frame.readableBytes();
            byte[] buffer = loop.frameBuffer().take(length);
            frame.readBytes(buffer, 0, length);
            current.onFrame(buffer, length);
            loop.frameBuffer().giveBack(buffer);
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushPending();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = channel.isWritable();
        ConnectionHandler current = handler;
        if (state == State.OPEN && current != null) {
            channel.config().setAutoRead(writable);
            if (writable) {
                guarded(current, ConnectionHandler::onWritable);
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == StreamEvent.PEER_LEAVES) {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug(
                    "connection of {} broke: {}",
                    remoteAddress,
                    cause.getClass().getName());
        } else {
            LOG.warn("connection of {} failed", remoteAddress, Redacted.of(cause));
        }
        LingeringClose.closeNow(channel);
    }

    private void guarded(ConnectionHandler target, Consumer<ConnectionHandler> call) {
        try {
            call.accept(target);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        LOG.error("the handler of {} failed; the connection is closed", remoteAddress, Redacted.of(failure));
        close();
    }
}
