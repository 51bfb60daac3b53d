package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Where a session writes packets; hides what the transports differ in. Confined to the session's loop. */
interface PacketOutput {
    /** Adds one packet; it is copied, and goes out with the next flush. */
    void write(byte[] packet, int length);

    /** Sends what was written, if anything was. */
    void flush();

    /** Closes the connection. */
    void close();

    /** Takes what arrives. */
    interface Receiver {
        /** One packet has arrived: so many bytes of the buffer, from the index on, valid only during the call. */
        void onPacket(ByteBuf bytes, int index, int length);

        /** Everything that there was at the moment has been handed over. */
        void onBatchEnd();

        /** The connection has ended, and was not closed by this end. */
        void onClosed();
    }

    /** Makes what takes the packets of a connection; it may keep the output, and writes nothing yet. */
    interface ReceiverFactory {
        Receiver receiverFor(PacketOutput output);
    }
}
