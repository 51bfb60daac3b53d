package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Counts the packets between one session and its connection. Confined to a loop. */
final class CountedPackets implements PacketOutput {
    private final PacketOutput output;
    private final Meter meter;

    CountedPackets(PacketOutput output, Meter meter) {
        this.output = output;
        this.meter = meter;
    }

    @Override
    public void write(byte[] packet, int length) {
        meter.packetToServer();
        output.write(packet, length);
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void close() {
        output.close();
    }

    /** Returns a receiver that counts what it hands on. */
    Receiver receiver(Receiver receiver) {
        return new Receiver() {
            @Override
            public void onPacket(ByteBuf bytes, int index, int length) {
                meter.packetFromServer();
                receiver.onPacket(bytes, index, length);
            }

            @Override
            public void onBatchEnd() {
                receiver.onBatchEnd();
            }

            @Override
            public void onClosed() {
                receiver.onClosed();
            }
        };
    }
}
