package io.fingerpost.benchmarks.load;

import io.fingerpost.core.PacketType;
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

    private final PacketOutput output;
    private final Events events;
    private final boolean datagrams;
    private final byte[] login;
    private final byte[] keepAlive;
    private final MessageTemplate message;
    private final MessageTemplate ack;
    private final PacketScan scan;
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
        this.message = MessageTemplate.message(user, peer, settings.payloadBytes());
        this.ack = MessageTemplate.of(Packets.ack(user, peer, Fingerprint.BLANK));
        this.scan = new PacketScan(user, peer, settings.payloadBytes());
    }

    @Override
    public void logIn() {
        lastSignOfLifeNanos = System.nanoTime();
        write(login);
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
        write(message.fill(number, intendedNanos));
    }

    private void write(byte[] packet) {
        output.write(packet, packet.length);
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void onPacket(ByteBuf bytes, int index, int length) {
        switch (scan.type(bytes, index, length)) {
            case PacketType.ACK -> onAck(bytes, index, length);
            case PacketType.MESSAGE -> onMessage(bytes, index, length);
            case PacketType.LOGIN_RESPONSE -> onLoginResponse(bytes, index, length);
            case PacketType.ERROR, PacketType.KICKOUT ->
                events.onProblem(bytes.toString(index, length, StandardCharsets.UTF_8));
            default -> {} // answers to keep-alives
        }
    }

    private void onAck(ByteBuf bytes, int index, int length) {
        int fp = scan.ackedFp(bytes, index, length);
        if (fp > 0 && inFlight.remove(Fingerprint.number(bytes, fp))) {
            events.onSettled();
        }
    }

    private void onMessage(ByteBuf bytes, int index, int length) {
        int fp = scan.messageFp(bytes, index, length);
        if (fp == 0) {
            events.onProblem("a message without a fingerprint has arrived");
            return;
        }
        long number = Fingerprint.number(bytes, fp);
        long intendedNanos = Fingerprint.intendedNanos(bytes, fp);
        events.onArrived(number, intendedNanos);
        write(ack.fill(number, intendedNanos));
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
            write(keepAlive);
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
