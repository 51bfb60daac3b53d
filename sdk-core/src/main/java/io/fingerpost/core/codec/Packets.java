package io.fingerpost.core.codec;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import org.jspecify.annotations.Nullable;

/** Makes the packets that the SDK itself sends; applications make messages with {@link Protocal#message}. */
public final class Packets {
    private Packets() {}

    /** Client: asks for a login. */
    public static Protocal login(LoginBody body) {
        return toServer(PacketType.LOGIN, body.userId(), body.toJson());
    }

    /** Client: keeps the session alive. */
    public static Protocal keepAlive(String userId) {
        return toServer(PacketType.KEEP_ALIVE, userId, "{}");
    }

    /** Client: ends the session. */
    public static Protocal logout(String userId) {
        return toServer(PacketType.LOGOUT, userId, null);
    }

    /** Client: asks for its own words back. */
    public static Protocal echo(String content) {
        return toServer(PacketType.ECHO, Protocal.UNKNOWN_ID, content);
    }

    /**
     * Both: acknowledges a message.
     *
     * @param receiver the user the message was sent to
     * @param sender the user who sent it
     */
    public static Protocal ack(String receiver, String sender, String fingerprint) {
        return packet(PacketType.ACK, receiver, sender, fingerprint).build();
    }

    /** Server: answers a login in the base profile. */
    public static Protocal loginResponse(String userId, int code, long firstLoginTime) {
        return loginResponse(userId, code, firstLoginTime, null);
    }

    /**
     * Server: answers a login.
     *
     * @param link what the server says of its link; null in the base profile
     */
    public static Protocal loginResponse(String userId, int code, long firstLoginTime, @Nullable LinkHello link) {
        return fromServer(PacketType.LOGIN_RESPONSE, userId, CodeBody.loginResponse(code, firstLoginTime, link));
    }

    /** Server: answers a keep-alive. */
    public static Protocal keepAliveResponse(String userId) {
        return fromServer(PacketType.KEEP_ALIVE_RESPONSE, userId, "{}");
    }

    /** Server: answers an echo with the same content. */
    public static Protocal echoResponse(String to, @Nullable String content) {
        return fromServer(PacketType.ECHO_RESPONSE, to, content);
    }

    /**
     * Server: reports an error.
     *
     * @param fingerprint the message that the error is about, so that its sender can tell which one failed; null when there is none
     */
    public static Protocal error(String to, int errorCode, String errorMsg, @Nullable String fingerprint) {
        return packet(PacketType.ERROR, Protocal.SERVER_ID, to, CodeBody.error(errorCode, errorMsg))
                .fp(fingerprint)
                .build();
    }

    /** Server: ends a session. */
    public static Protocal kickout(String to, int code, String reason) {
        return fromServer(PacketType.KICKOUT, to, CodeBody.kickout(code, reason));
    }

    private static Protocal toServer(int type, String from, @Nullable String content) {
        return packet(type, from, Protocal.SERVER_ID, content).build();
    }

    private static Protocal fromServer(int type, String to, @Nullable String content) {
        return packet(type, Protocal.SERVER_ID, to, content).build();
    }

    private static Protocal.Builder packet(int type, String from, String to, @Nullable String content) {
        return Protocal.builder().type(type).from(from).to(to).dataContent(content);
    }
}
