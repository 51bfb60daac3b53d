package io.fingerpost.server.gateway.udp;

import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.RecordingHandler;

/** Is named by the gateway with its first packet, answers every packet with that name, and is kept; with frames that bear such a name. */
final class NamedHandler extends RecordingHandler {
    NamedHandler(Connection connection) {
        super(connection);
    }

    @Override
    public void onPacket(byte[] packet) {
        super.onPacket(packet);
        connection().send(connection().cid());
    }

    /** Returns a frame that names a session, with so many more bytes. */
    static byte[] frame(byte[] cid, int rest) {
        byte[] frame = new byte[1 + cid.length + rest];
        frame[0] = (byte) 0xa1;
        System.arraycopy(cid, 0, frame, 1, cid.length);
        return frame;
    }

    /** Returns what a client says to a challenge. */
    static byte[] answer(byte[] cid, byte[] challenge) {
        byte[] answer = frame(cid, 8);
        answer[0] = (byte) 0x80;
        System.arraycopy(challenge, 1, answer, 9, 8);
        return answer;
    }
}
