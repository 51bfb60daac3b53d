package io.fingerpost.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Reads what a session of the load generator needs of the packets that come to it: type and fingerprint. Immutable. */
final class PacketScan {
    private static final int HEAD_LENGTH =
            "{\"bridge\":false,\"type\":".length(); // as the codec and the clients write it
    private static final int ACK_HEAD_LENGTH = HEAD_LENGTH + "4,\"dataContent\":".length();

    private final JsonScan type = new JsonScan("type", HEAD_LENGTH);
    private final JsonScan ackedFp = new JsonScan("dataContent", ACK_HEAD_LENGTH);
    private final JsonScan messageFp;

    /** Creates it for a user, to whom the peer sends messages. */
    PacketScan(String user, String peer, int payloadBytes) {
        int fpOffset = MessageTemplate.message(peer, user, payloadBytes).fpOffset();
        messageFp = new JsonScan("fp", fpOffset - 1); // the value begins with its quote
    }

    /** Returns the type; -1 if there is none. */
    int type(ByteBuf bytes, int index, int length) {
        int value = type.valueIndex(bytes, index, length);
        return value < 0 ? -1 : JsonScan.number(bytes, value);
    }

    /** Returns the index of a message's fingerprint; 0 if it has none. */
    int messageFp(ByteBuf bytes, int index, int length) {
        return messageFp.valueIndex(bytes, index, length) + 1;
    }

    /** Returns the index of the fingerprint that an acknowledgement names; 0 if it names none. */
    int ackedFp(ByteBuf bytes, int index, int length) {
        return ackedFp.valueIndex(bytes, index, length) + 1;
    }
}
