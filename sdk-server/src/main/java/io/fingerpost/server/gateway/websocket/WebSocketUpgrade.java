package io.fingerpost.server.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.netty.LingeringClose;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.StreamConnection;
import io.fingerpost.server.gateway.netty.StreamEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.nio.CharBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the one HTTP request that a connection begins with, and makes a WebSocket of it, or answers why not and closes. Confined to
 * the channel's loop.
 */
final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_REQUEST_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final int MAX_BODY_BYTES = 1024;
    private static final String VERSION = "13";

    private final String path;
    private final NettyLoop loop;
    private final StreamEndpoint endpoint;
    private TaskLoop.@Nullable Timeout timeout;
    private boolean answered;

    private WebSocketUpgrade(String path, NettyLoop loop, StreamEndpoint endpoint) {
        this.path = path;
        this.loop = loop;
        this.endpoint = endpoint;
    }

    /** Adds what is needed to read the request. */
    static void install(Channel channel, String path, NettyLoop loop, StreamEndpoint endpoint) {
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_BODY_BYTES);
        channel.pipeline()
                .addLast(new HttpServerCodec(limits))
                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
                .addLast(new WebSocketUpgrade(path, loop, endpoint));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = loop.schedule(() -> LingeringClose.closeNow(ctx.channel()), TIMEOUT_NANOS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (answered) {
            return;
        }
        answered = true;
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "This request could not be read.");
        } else if (!isPath(request.uri())) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND, "There is nothing here.");
        } else if (!HttpMethod.GET.equals(request.method())
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            refuse(ctx, HttpResponseStatus.UPGRADE_REQUIRED, "This is the address of a WebSocket, version 13.");
        } else if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "The header Sec-WebSocket-Key is missing.");
        } else {
            upgrade(ctx, request);
        }
    }

    private boolean isPath(String uri) {
        int query = uri.indexOf('?');
        return path.equals(query < 0 ? uri : uri.substring(0, query));
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        Channel channel = ctx.channel();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(endpoint.settings().maxPacketBytes())
                .allowExtensions(false)
                .closeOnProtocolViolation(false) // WebSocketFrames does, after the handler has been told
                .withUTF8Validator(false)
                .build();
        new WebSocketServerHandshaker13(path, null, config)
                .handshake(channel, request)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        start(ctx);
                    } else {
                        LingeringClose.closeNow(channel);
                    }
                });
    }

    private void start(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        WebSocketFrames frames = new WebSocketFrames(endpoint.settings().maxPacketBytes());
        ctx.pipeline()
                .addLast(frames)
                .addLast(new StreamConnection(endpoint, loop, channel, frames))
                .remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
        ByteBuf body = ByteBufUtil.encodeString(ctx.alloc(), CharBuffer.wrap(why + '\n'), UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        ctx.writeAndFlush(response)
                .addListener(written -> loop.execute(() -> LingeringClose.start(ctx.channel(), loop)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug(
                "{} did not get a WebSocket: {}",
                ctx.channel().remoteAddress(),
                cause.getClass().getName());
        LingeringClose.closeNow(ctx.channel());
    }
}
