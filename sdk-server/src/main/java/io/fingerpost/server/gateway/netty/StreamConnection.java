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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a stream's pipeline, and the {@link Connection} of it. It is added once the stream carries packets (after the
 * handshakes of TLS and WebSocket) and reads what the decoder before it makes: a {@code byte[]} is a packet, an
 * {@link InvalidFrame} is the end. Confined to the channel's loop.
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
    private @Nullable ByteBuf batch; // what was sent since the last flush and is not in the channel
    private boolean unflushed;
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
        send(packet, packet.length);
    }

    @Override
    public void send(byte[] memory, int length) {
        assert loop.inLoop();
        if (state != State.OPEN) {
            return;
        }
        if (length > settings().maxPacketBytes()) {
            LOG.debug("a packet of {} bytes for {} was dropped: too large", length, remoteAddress);
            return;
        }
        ByteBuf out = withRoom(length + Framing.MAX_HEAD_BYTES);
        if (out == null) {
            return;
        }
        framing.frame(memory, length, out);
        if (!unflushed) {
            unflushed = true;
            loop.flushLater(this);
        }
        if (out.readableBytes() >= MAX_BATCH_BYTES || out.readableBytes() >= channel.bytesBeforeUnwritable()) {
            write(); // now it counts for isWritable()
        }
    }

    /** Returns the batch, with room for so many bytes more; null if there is no memory. The first packet gets what it needs. */
    private @Nullable ByteBuf withRoom(int bytes) {
        try {
            ByteBuf out = batch;
            if (out == null) {
                out = loop.allocator().directBuffer(bytes);
                batch = out;
            }
            return out.ensureWritable(bytes);
        } catch (OutOfMemoryError e) {
            LOG.error("there is no memory to send to {}; the connection is closed", remoteAddress, Redacted.of(e));
            state = State.CLOSING; // a stream with a hole is worse than none
            dropBatch();
            loop.execute(() -> LingeringClose.closeNow(channel));
            return null;
        }
    }

    /** Writes the packets as one buffer: what a packet costs on its way through the channel is paid once. */
    private void write() {
        ByteBuf out = batch;
        if (out != null) {
            batch = null;
            channel.write(out, channel.voidPromise());
        }
    }

    private void dropBatch() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    @Override
    public void flush() {
        flushPending();
    }

    @Override
    public void flushPending() {
        if (unflushed) {
            unflushed = false;
            write();
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
        write();
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
        dropBatch();
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
