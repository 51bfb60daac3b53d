package io.fingerpost.benchmarks.load;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The base profile: each message and each acknowledgement is a JSON packet. Packets are made once, and only the fingerprint is filled in
 * afterwards; what arrives is not parsed beyond type and fingerprint.
 *
 * <p>Over UDP an unacknowledged message is repeated after 500 ms, and few at a time: losses on the loopback interface come from full
 * buffers, and a generator that is quick to repeat would make them worse.
 */
final class BaseWire implements Wire {
    private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_RESENT_AT_ONCE = 8;
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int HEAD_LENGTH =
            "{\"bridge\":false,\"type\":".length(); // as the codec and the clients write it
    private static final int ACK_HEAD_LENGTH = HEAD_LENGTH + "4,\"dataContent\":".length();

    private final JsonScan type = new JsonScan("type", HEAD_LENGTH);
    private final JsonScan ackedFp = new JsonScan("dataContent", ACK_HEAD_LENGTH);
    private final JsonScan messageFp;

    private final PacketOutput output;
    private final Events events;
    private final boolean datagrams;
    private final byte[] login;
    private final byte[] keepAlive;
    private final byte[] message;
    private final int messageFpOffset;
    private final byte[] ack;
    private final int ackFpOffset;
    private final InFlight inFlight = new InFlight();

    private boolean loggedIn;
    private long lastSignOfLifeNanos;

    /**
     * Creates the session's end.
     *
     * @param user who logs in
     * @param peer whom messages are sent to, and from whom they come
     */
    BaseWire(String user, String peer, LoadSettings settings, PacketOutput output, Events events) {
        this.output = output;
        this.events = events;
        this.datagrams = !settings.transport().isReliable();
        this.login = ProtocalCodec.encode(Packets.login(new LoginBody(user, "token", null, 0)));
        this.keepAlive = ProtocalCodec.encode(Packets.keepAlive(user));
        this.message = ProtocalCodec.encode(Protocal.message(peer, "x".repeat(settings.payloadBytes()))
                .from(user)
                .fp(Fingerprint.BLANK)
                .build());
        this.messageFpOffset = offset(message);
        this.ack = ProtocalCodec.encode(Packets.ack(user, peer, Fingerprint.BLANK));
        this.ackFpOffset = offset(ack);
        this.messageFp = new JsonScan("fp", incomingFpOffset(user, peer, settings));
    }

    private static int offset(byte[] packet) {
        return new String(packet, StandardCharsets.US_ASCII).indexOf(Fingerprint.BLANK);
    }

    private static int incomingFpOffset(String user, String peer, LoadSettings settings) {
        Protocal incoming = Protocal.message(user, "x".repeat(settings.payloadBytes()))
                .from(peer)
                .fp(Fingerprint.BLANK)
                .build();
        return offset(ProtocalCodec.encode(incoming)) - 1; // the value begins with its quote
    }

    @Override
    public void logIn() {
        lastSignOfLifeNanos = System.nanoTime();
        output.write(login, login.length);
        output.flush();
    }

    @Override
    public boolean hasRoom() {
        return inFlight.hasRoom();
    }

    @Override
    public void send(long intendedNanos, long nowNanos) {
        transmit(inFlight.add(intendedNanos, nowNanos), intendedNanos);
    }

    private void transmit(long number, long intendedNanos) {
        Fingerprint.write(message, messageFpOffset, number, intendedNanos);
        output.write(message, message.length);
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void onPacket(ByteBuf bytes, int index, int length) {
        int typeIndex = type.valueIndex(bytes, index, length);
        switch (typeIndex < 0 ? -1 : JsonScan.number(bytes, typeIndex)) {
            case PacketType.ACK -> onAck(bytes, index, length);
            case PacketType.MESSAGE -> onMessage(bytes, index, length);
            case PacketType.LOGIN_RESPONSE -> onLoginResponse(bytes, index, length);
            case PacketType.ERROR, PacketType.KICKOUT ->
                events.onProblem(bytes.toString(index, length, StandardCharsets.UTF_8));
            default -> {} // answers to keep-alives
        }
    }

    private void onAck(ByteBuf bytes, int index, int length) {
        int fp = ackedFp.valueIndex(bytes, index, length);
        if (fp >= 0 && inFlight.remove(Fingerprint.number(bytes, fp + 1))) {
            events.onAccepted();
        }
    }

    private void onMessage(ByteBuf bytes, int index, int length) {
        int fp = messageFp.valueIndex(bytes, index, length) + 1;
        if (fp == 0) {
            events.onProblem("a message without a fingerprint has arrived");
            return;
        }
        long number = Fingerprint.number(bytes, fp);
        long intendedNanos = Fingerprint.intendedNanos(bytes, fp);
        events.onArrived(number, intendedNanos);
        Fingerprint.write(ack, ackFpOffset, number, intendedNanos);
        output.write(ack, ack.length);
    }

    private void onLoginResponse(ByteBuf bytes, int index, int length) {
        String answer = bytes.toString(index, length, StandardCharsets.UTF_8);
        if (!answer.contains("\\\"code\\\":0")) {
            events.onProblem("the login was refused: " + answer);
        } else if (!loggedIn) {
            loggedIn = true;
            events.onLoggedIn();
        }
    }

    @Override
    public void onBatchEnd() {
        output.flush();
    }

    @Override
    public void onTimer(long nowNanos) {
        boolean silent = nowNanos - lastSignOfLifeNanos >= KEEP_ALIVE_NANOS;
        if (!loggedIn) {
            if (silent && datagrams) {
                logIn(); // the first one was lost
            }
            return;
        }
        if (silent) {
            lastSignOfLifeNanos = nowNanos;
            output.write(keepAlive, keepAlive.length);
        }
        if (datagrams) {
            inFlight.resendOlderThan(RESEND_NANOS, nowNanos, MOST_RESENT_AT_ONCE, (number, intendedNanos) -> {
                transmit(number, intendedNanos);
                events.onResent();
            });
        }
        output.flush();
    }

    @Override
    public void onClosed() {
        events.onProblem("the connection has ended");
    }

    @Override
    public void close() {
        output.close();
    }
}
