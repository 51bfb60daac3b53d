package io.fingerpost.benchmarks.load;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.codec.CodeBody;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.Alarm;
import io.fingerpost.core.time.TaskLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The link profile, by the same {@link LinkEnd} that client and server use: everything that is due when a batch was read, or a timetable has
 * been worked through, travels in as few frames as hold it, with the acknowledgement of what came; otherwise acknowledgements wait as long as
 * the link lets them. A message is settled by the word that it was delivered (type 4); that the server is responsible for it is not enough.
 */
final class LinkWire implements Wire {
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final byte[] NOTHING = {};
    private static final long EPOCH = 1;

    /** What the link keeps of a message: all that is asked is whether this is the first time that it is sent. */
    private static final class Sent {
        private boolean before;
    }

    private final String peer;
    private final PacketOutput output;
    private final Events events;
    private final TaskLoop loop;
    private final boolean datagrams;
    private final byte[] login;
    private final byte[] keepAlive;
    private final MessageTemplate message;
    private final PacketScan scan;
    private final InFlight inFlight = new InFlight();
    private final LinkEnd<Sent> link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
    private final LinkOutput linkOutput = new LinkOutput();
    private final Alarm alarm;

    private boolean loggedIn;
    private long nowNanos; // when the frame arrived that is being read
    private long lastSignOfLifeNanos;

    /**
     * Creates the session's end.
     *
     * @param user who logs in
     * @param peer whom messages are sent to, and from whom they come
     */
    LinkWire(String user, String peer, LoadSettings settings, PacketOutput output, Events events, TaskLoop loop) {
        this.peer = peer;
        this.output = output;
        this.events = events;
        this.loop = loop;
        this.datagrams = !settings.transport().isReliable();
        LinkHello hello =
                LinkHello.ofClient("bench-" + user, EPOCH, null, 0, NOTHING, 0, LinkLimits.DEFAULT.maxMessageBytes());
        this.login = ProtocalCodec.encode(Packets.login(new LoginBody(user, "token", null, 0, hello)));
        this.keepAlive = ProtocalCodec.encode(Packets.keepAlive(user));
        this.message = MessageTemplate.message(user, peer, settings.payloadBytes());
        this.scan = new PacketScan(user, peer, settings.payloadBytes());
        this.alarm = new Alarm(loop, this::flush);
    }

    @Override
    public void logIn() {
        lastSignOfLifeNanos = loop.nowNanos();
        output.write(login, login.length);
        output.flush();
    }

    @Override
    public boolean hasRoom() {
        return inFlight.hasRoom();
    }

    @Override
    public void send(long intendedNanos, long now) {
        long number = inFlight.add(intendedNanos, now);
        byte[] packet = message.fill(number, intendedNanos).clone(); // the link keeps it
        link.sending().offer(packet, peer, new Sent());
    }

    @Override
    public void flush() {
        link.poll(loop.nowNanos(), linkOutput);
        output.flush();
        alarm.setFor(link.nextDueNanos());
    }

    @Override
    public void onPacket(ByteBuf bytes, int index, int length) {
        byte[] packet = new byte[length];
        bytes.getBytes(index, packet);
        try {
            if (!LinkEnd.isFrame(packet)) {
                onUnframed(bytes, index, packet);
            } else if (loggedIn) { // else it has overtaken the answer to the login, and comes again
                onFrame(packet);
            }
        } catch (InvalidPacketException e) {
            events.onProblem("the server has sent what is not valid: " + e.reason());
        }
    }

    private void onFrame(byte[] frame) throws InvalidPacketException {
        nowNanos = loop.nowNanos();
        long duplicates = link.receiving().duplicates();
        link.onFrame(frame, false, nowNanos, linkOutput);
        if (link.receiving().duplicates() > duplicates) {
            events.onCameAgain(link.receiving().duplicates() - duplicates);
        }
    }

    private void onUnframed(ByteBuf bytes, int index, byte[] packet) throws InvalidPacketException {
        switch (scan.type(bytes, index, packet.length)) {
            case PacketType.LOGIN_RESPONSE -> onLoginResponse(packet);
            case PacketType.ERROR, PacketType.KICKOUT -> events.onProblem(new String(packet, StandardCharsets.UTF_8));
            default -> {} // the answer to a keep-alive
        }
    }

    private void onLoginResponse(byte[] packet) throws InvalidPacketException {
        CodeBody answer =
                CodeBody.parseLoginResponse(ProtocalCodec.decode(packet).dataContent());
        @Nullable LinkHello server = answer.link();
        if (answer.code() != ErrorCode.OK) {
            events.onProblem("the login was refused with code " + answer.code());
        } else if (server == null) {
            events.onProblem("the server does not speak the link profile");
        } else if (!loggedIn) {
            loggedIn = true;
            begin(server);
            events.onLoggedIn();
        }
    }

    private void begin(LinkHello server) {
        link.forgetReceived(AckBlock.upTo(server.doneUpTo()));
        link.connect(
                datagrams,
                datagrams ? server.cid() : null,
                LinkLimits.of(server.maxMessageBytes()),
                AckBlock.of(server),
                server.doneUpTo(),
                loop.nowNanos(),
                linkOutput);
    }

    @Override
    public void onBatchEnd() {
        flush();
    }

    @Override
    public void onTimer(long now) {
        boolean silent = now - lastSignOfLifeNanos >= KEEP_ALIVE_NANOS;
        if (!silent) {
            return;
        }
        if (loggedIn) {
            lastSignOfLifeNanos = now;
            keepAlive();
        } else if (datagrams) {
            logIn(); // the first one was lost
        }
    }

    private void keepAlive() {
        if (datagrams) {
            link.offerUnreliable(keepAlive); // over datagrams only a frame names its session
        } else {
            output.write(keepAlive, keepAlive.length);
        }
        flush();
    }

    @Override
    public void onClosed() {
        events.onProblem("the connection has ended");
    }

    @Override
    public void close() {
        alarm.cancel();
        output.close();
    }

    /** What the link tells. */
    private final class LinkOutput implements LinkEnd.Output<Sent> {
        @Override
        public void frame(byte[] frame) {
            output.write(frame, frame.length);
        }

        @Override
        public void deliver(long sq, byte[] packet, boolean redelivered) {
            ByteBuf bytes = Unpooled.wrappedBuffer(packet);
            switch (scan.type(bytes, 0, packet.length)) {
                case PacketType.MESSAGE -> onMessage(bytes);
                case PacketType.ACK -> onDelivered(bytes);
                default -> events.onProblem("a frame with an unknown packet has arrived");
            }
            if (sq != 0) {
                link.complete(sq, nowNanos);
            }
        }

        private void onMessage(ByteBuf bytes) {
            int fp = scan.messageFp(bytes, 0, bytes.readableBytes());
            if (fp == 0) {
                events.onProblem("a message without a fingerprint has arrived");
            } else {
                events.onArrived(Fingerprint.number(bytes, fp), Fingerprint.intendedNanos(bytes, fp));
            }
        }

        private void onDelivered(ByteBuf bytes) {
            int fp = scan.ackedFp(bytes, 0, bytes.readableBytes());
            if (fp > 0 && inFlight.remove(Fingerprint.number(bytes, fp))) {
                events.onSettled();
            }
        }

        @Override
        public void transmitted(Sent sent) {
            if (sent.before) {
                events.onResent();
            }
            sent.before = true;
        }

        @Override
        public void done(Sent sent) {
            // The server has accepted it, which is not the end of it.
        }
    }
}
