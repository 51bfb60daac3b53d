package io.fingerpost.server.gateway.tcp;

import io.fingerpost.server.gateway.netty.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** A 4-byte big-endian length, then the packet; the end of the stream is the only farewell. Stateless. */
enum LengthFraming implements Framing {
    INSTANCE;

    @Override
    public void frame(byte[] buffer, int length, ByteBuf out) {
        out.writeInt(length).writeBytes(buffer, 0, length);
    }

    @Override
    public ByteBuf farewell(ByteBufAllocator allocator) {
        return Unpooled.EMPTY_BUFFER;
    }
}
