package io.fingerpost.server.gateway.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The buffers into which a socket reads several datagrams by one system call, each with room for so many of the largest. Another
 * call follows only one that was filled: after any other there was nothing left to read, and what has come since wakes the loop again.
 */
final class DatagramReads extends FixedRecvByteBufAllocator {
    private final int datagramsACall;

    /**
     * Makes them.
     *
     * @param datagramsACall how many datagrams fit one call
     * @param datagramBytes how much room each of them has
     * @param maxDatagrams after how many the other channels of the loop have their turn
     */
    DatagramReads(int datagramsACall, int datagramBytes, int maxDatagrams) {
        super(datagramsACall * datagramBytes);
        this.datagramsACall = datagramsACall;
        maxMessagesPerRead(maxDatagrams);
    }

    @Override
    public UntilNotFilled newHandle() {
        return new UntilNotFilled((ExtendedHandle) super.newHandle(), datagramsACall);
    }

    /** Confined to the loop of its channel. */
    static final class UntilNotFilled extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {
        private final RecvByteBufAllocator.ExtendedHandle limits;
        private final int datagramsACall;
        private int ofThisCall;

        UntilNotFilled(RecvByteBufAllocator.ExtendedHandle limits, int datagramsACall) {
            super(limits);
            this.limits = limits;
            this.datagramsACall = datagramsACall;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ofThisCall = 0;
            return super.allocate(allocator);
        }

        @Override
        public void incMessagesRead(int datagrams) {
            ofThisCall += datagrams;
            super.incMessagesRead(datagrams);
        }

        @Override
        public boolean continueReading() {
            return ofThisCall >= datagramsACall && limits.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return ofThisCall >= datagramsACall && limits.continueReading(maybeMoreData);
        }
    }
}
