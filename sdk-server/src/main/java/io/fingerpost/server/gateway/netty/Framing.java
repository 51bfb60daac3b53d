package io.fingerpost.server.gateway.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** How packets stand in the bytes of one stream. Confined to the connection's loop. */
public interface Framing {
    /** Returns the packet as bytes of the stream, in a new buffer. */
    ByteBuf frame(ByteBufAllocator allocator, byte[] packet);

    /** Returns what the peer is told last, in a new buffer; empty if the end of the stream says it all. */
    ByteBuf farewell(ByteBufAllocator allocator);
}
