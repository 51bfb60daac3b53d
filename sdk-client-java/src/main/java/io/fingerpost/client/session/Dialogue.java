package io.fingerpost.client.session;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.time.TaskLoop.Timeout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection, from the attempt to make it until it is closed from either side: asks the server to log the user in, with a token
 * that is fetched for it, and reads what the server's packets say. Confined to the loop.
 */
final class Dialogue {
    private final ClientContext context;
    private final SessionMachine machine;
    private final Login login;
    private final ServerConnection connection;
    private boolean loggingIn; // the login waits for its answer
    private int transmissions; // of the login
    private @Nullable Timeout deadline; // not null while the login is on its way, like the next one over datagrams
    private @Nullable Timeout repeat;

    /** Begins to connect. */
    Dialogue(ClientContext context, SessionMachine machine, Login login, ServerAddress address) {
        this.context = context;
        this.machine = machine;
        this.login = login;
        this.connection = new ServerConnection(context, address, this);
    }

    ServerConnection connection() {
        return connection;
    }

    /** Ends it; nothing more is told. */
    void close() {
        endLoggingIn();
        connection.close();
    }

    // ---- what the connection tells ----

    void onOpened() {
        machine.onOpened();
        loggingIn = true;
        login.credentials().fetch(context, this);
    }

    /** Takes a frame of the link profile. */
    void onFrame(byte[] frame) throws InvalidPacketException {
        login.channel().onFrame(frame);
    }

    void onWritable() {
        login.channel().poll();
    }

    /** The connection could not be made, or is over; it is closed. */
    void onLost(int errorCode, String reason) {
        machine.onLost(errorCode, reason);
    }

    /** Acts on a packet that came by itself. */
    void onPacket(Protocal packet, int bytes) throws InvalidPacketException {
        onPacket(packet, bytes, login.incoming().receiptFor(packet));
    }

    /**
     * Acts on a packet, in whatever way it travelled.
     *
     * @param bytes its size on the wire
     * @param receipt completed once everything was done that the packet asks for
     * @throws InvalidPacketException if it is not valid, or of no type that a client knows, and is to be ignored
     */
    void onPacket(Protocal packet, int bytes, Receipt receipt) throws InvalidPacketException {
        if (packet.type() == PacketType.MESSAGE) {
            if (machine.state() == ClientState.ONLINE) {
                login.incoming().onMessage(packet, bytes, receipt);
            }
        } else if (packet.type() == PacketType.ACK) {
            login.outgoing().onAck(packet, receipt);
        } else {
            read(packet);
            receipt.complete();
        }
    }

    // ---- logging in: the packet is repeated where packets get lost ----

    /** Takes the token to log in with, or why the supplier has none. */
    void onToken(@Nullable String token, @Nullable Throwable failure) {
        if (!loggingIn) {
            return;
        }
        if (failure == null) {
            sendLogin(token);
        } else {
            String why = "the token supplier failed with " + failure.getClass().getName();
            machine.onAttemptFailed(ErrorCode.UNKNOWN, why, failure);
        }
    }

    private void sendLogin(@Nullable String token) {
        LoginBody body = new LoginBody(
                login.userId(), token, login.credentials().extra(), login.firstLoginTime(), login.hello());
        byte[] packet = ProtocalCodec.encode(Packets.login(body));
        int limit = context.config.maxSentPacketBytes();
        if (packet.length > limit) {
            String why =
                    "the login is too large: " + packet.length + " bytes with token and extra, the most is " + limit;
            machine.onAttemptFailed(ErrorCode.INVALID_PACKET, why, null);
            return;
        }
        deadline = context.loop.schedule(this::onTimeout, context.config.loginTimeoutNanos());
        transmit(packet);
    }

    private void transmit(byte[] packet) {
        connection.send(packet);
        transmissions++;
        if (!connection.transport().isReliable()) {
            RetransmissionPolicy policy = RetransmissionPolicy.of(connection.transport());
            long rtoNanos = policy.newEstimator().rtoNanos();
            repeat = context.loop.schedule(() -> transmit(packet), policy.intervalNanos(transmissions, rtoNanos));
        }
    }

    private void onTimeout() {
        machine.onAttemptFailed(
                ErrorCode.CANNOT_CONNECT, connection.address() + " did not answer the login in time", null);
    }

    /** Makes no more efforts to log in. Returns whether there were any. */
    private boolean endLoggingIn() {
        boolean was = loggingIn;
        loggingIn = false;
        cancel(deadline);
        cancel(repeat);
        return was;
    }

    private static void cancel(@Nullable Timeout timeout) {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    // ---- what the server says ----

    private void read(Protocal packet) throws InvalidPacketException {
        switch (packet.type()) {
            case PacketType.LOGIN_RESPONSE:
                onLoginResponse(CodeBody.parseLoginResponse(packet.dataContent()));
                break;
            case PacketType.ERROR:
                onError(packet.fp(), CodeBody.parseError(packet.dataContent()));
                break;
            case PacketType.KICKOUT:
                CodeBody kickout = CodeBody.parseKickout(packet.dataContent());
                machine.onKickedOut(login, kickout.code(), Objects.toString(kickout.text(), ""));
                break;
            case PacketType.KEEP_ALIVE_RESPONSE:
            case PacketType.ECHO_RESPONSE:
                break; // that it came is all it says
            default:
                throw new InvalidPacketException("unknown type " + packet.type());
        }
    }

    private void onLoginResponse(CodeBody answer) {
        if (!endLoggingIn()) {
            return; // the answer to a repeat of the login
        }
        if (answer.code() == ErrorCode.OK) {
            machine.onAccepted(login, this, answer);
        } else {
            machine.onRefused(login, answer.code());
        }
    }

    /** Something was wrong, with the message of this fingerprint if there is one. */
    private void onError(@Nullable String fp, CodeBody error) {
        if (error.code() == ErrorCode.SERVER_NOT_LOGGED_IN) {
            machine.onSessionUnknown(); // the text is the refused packet, which may be private
            return;
        }
        String text = Objects.toString(error.text(), "");
        boolean authenticating = machine.state() == ClientState.AUTHENTICATING;
        if (authenticating || fp == null || login.outgoing().onFailure(fp, error.code(), text)) {
            context.callbacks.error(error.code(), text);
        }
        if (authenticating) {
            machine.onAttemptFailed(error.code(), "the server answered the login with an error: " + text, null);
        }
    }
}
