package io.fingerpost.client.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.InvalidPacketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what the server's packets say. */
final class ServerPackets {
    /** Acts on it. */
    interface Target {
        void onLoginResponse(int code, long firstLoginTime);

        void onMessage(Protocal message, int bytes) throws InvalidPacketException;

        void onAck(Protocal ack);

        /** The server does not know who sends on this connection. */
        void onSessionUnknown();

        /** Something else was wrong, with the message of this fingerprint if there is one. */
        void onError(@Nullable String fp, int code, String text);

        void onKickedOut(int code, String reason);
    }

    private ServerPackets() {}

    /**
     * Reads one packet.
     *
     * @param bytes its size on the wire
     * @throws InvalidPacketException if it is not valid, or of no type that a client knows
     */
    static void read(Protocal packet, int bytes, Target target) throws InvalidPacketException {
        switch (packet.type()) {
            case PacketType.LOGIN_RESPONSE:
                CodeBody response = CodeBody.parseLoginResponse(packet.dataContent());
                target.onLoginResponse(response.code(), response.firstLoginTime());
                break;
            case PacketType.MESSAGE:
                target.onMessage(packet, bytes);
                break;
            case PacketType.ACK:
                target.onAck(packet);
                break;
            case PacketType.ERROR:
                readError(packet, target);
                break;
            case PacketType.KICKOUT:
                CodeBody kickout = CodeBody.parseKickout(packet.dataContent());
                target.onKickedOut(kickout.code(), Objects.toString(kickout.text(), ""));
                break;
            case PacketType.KEEP_ALIVE_RESPONSE:
            case PacketType.ECHO_RESPONSE:
                break; // that it came is all it says
            default:
                throw new InvalidPacketException("unknown type " + packet.type());
        }
    }

    private static void readError(Protocal packet, Target target) throws InvalidPacketException {
        CodeBody error = CodeBody.parseError(packet.dataContent());
        if (error.code() == ErrorCode.SERVER_NOT_LOGGED_IN) {
            target.onSessionUnknown(); // the text is the refused packet, which may be private
        } else {
            target.onError(packet.fp(), error.code(), Objects.toString(error.text(), ""));
        }
    }
}
