package io.fingerpost.server.gateway.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** How packets stand in the bytes of one stream. Confined to the connection's loop. */
public interface Framing {
    /** The most bytes that a frame has more than its packet: those of the WebSocket, RFC 6455, section 5.2. */
    int MAX_HEAD_BYTES = 10;

    /**
     * Adds the packet that stands at the beginning of an array, as it is to stand in the stream, to a buffer that has room for it and
     * {@link #MAX_HEAD_BYTES}.
     */
    void frame(byte[] buffer, int length, ByteBuf out);

    /** Returns what the peer is told last, in a new buffer; empty if the end of the stream says it all. */
    ByteBuf farewell(ByteBufAllocator allocator);
}
