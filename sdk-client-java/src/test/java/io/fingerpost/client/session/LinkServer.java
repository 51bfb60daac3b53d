package io.fingerpost.client.session;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.link.PathChallenge;
import io.fingerpost.core.time.TaskLoop.Timeout;
import io.fingerpost.testkit.DatagramLink;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the link profile, for one user, under virtual time: keeps its numbers and what it has for the user over
 * connections, as one with a durable store does, until it is told to forget. What becomes of each message is scripted by the test.
 */
final class LinkServer implements Connector {
    static final String CID = "0123456789abcdef";

    /** What becomes of a message. */
    enum Fate {
        /** It is accepted at once. */
        ACCEPT,
        /** It is accepted at once, and its sender told that the recipient has it. */
        DELIVER,
        /** Nothing happens until the test calls {@link LinkServer#accept}. */
        HOLD,
        /** It is refused, and the error is repeated until the client takes the message back. */
        REFUSE
    }

    private static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final VirtualTime time;
    private final VirtualLoop loop;

    /** Every connection, and every attempt at one. */
    final List<LinkConnection> connections = new ArrayList<>();
    /** Every message that was handed over by the link, in that order; none twice, unless the server forgets. */
    final List<Protocal> received = new ArrayList<>();
    /** The fingerprints of messages that were accepted. */
    final List<String> accepted = new ArrayList<>();
    /** Messages without QoS, and other packets that came outside of the sequence. */
    final List<Protocal> once = new ArrayList<>();

    Function<Protocal, Fate> fate = p -> Fate.ACCEPT;
    Duration refusalDelay = Duration.ZERO;
    NetworkConditions conditions = NetworkConditions.PERFECT;
    boolean speaksLink = true;
    boolean answersLogin = true;
    boolean answersConnections = true;
    int maxMessageBytes = MAX_MESSAGE_BYTES;
    VirtualLoop clientLoop; // of the client that connects next

    // What a store keeps.
    private final Map<Long, AckBlock> doneByEpoch = new HashMap<>();
    private final TreeMap<Long, Protocal> inbox = new TreeMap<>(); // by the number of the first piece
    private String token = "token-1";
    private int tokens = 1;
    private long nextSq = 1;

    LinkServer(VirtualTime time) {
        this.time = time;
        this.loop = time.newLoop("server");
    }

    /** Returns the newest connection, or attempt at one. */
    LinkConnection last() {
        return connections.get(connections.size() - 1);
    }

    /** Forgets everything, as a server without a store does when it is started again; breaks the connection. */
    void forget() {
        last().breakDown();
        doneByEpoch.clear();
        inbox.clear();
        nextSq = 1;
        token = "token-" + ++tokens;
    }

    /** Forgets its own numbering, but not what it has for the user; breaks the connection. */
    void renumber() {
        last().breakDown();
        List<Protocal> all = new ArrayList<>(inbox.values());
        inbox.clear();
        nextSq = 1;
        token = "token-" + ++tokens;
        all.forEach(this::say);
    }

    /** Believes to be done with so many messages of an epoch. */
    void pretend(long epoch, long done) {
        last().vanish();
        doneByEpoch.put(epoch, AckBlock.upTo(done));
    }

    /** Sends a message to the client, now or when it is there. */
    void say(Protocal packet) {
        long sq = nextSq;
        nextSq += LinkLimits.pieces(ProtocalCodec.encode(packet).length);
        inbox.put(sq, packet);
        if (!connections.isEmpty() && !last().broken) {
            LinkConnection now = last();
            loop.execute(() -> now.offer(sq, packet));
        }
    }

    /** Returns what the client has not completed. */
    List<Protocal> left() {
        return new ArrayList<>(inbox.values());
    }

    /** Accepts a message that is held. */
    void accept(Protocal message) {
        loop.execute(() -> last().complete(message));
    }

    /** Tells the client that the recipient has a message. */
    void tellDelivered(Protocal message) {
        say(Packets.ack(message.to(), message.from(), message.fp()));
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        received.forEach(p -> texts.add(p.dataContent()));
        return texts;
    }

    @Override
    public ClientConnection connect(ServerAddress address, ConnectionListener listener) {
        LinkConnection connection = new LinkConnection(address, listener);
        connections.add(connection);
        if (answersConnections) {
            clientLoop.execute(listener::onOpened);
        }
        return connection;
    }

    /** One connection, as both sides see it. */
    final class LinkConnection implements ClientConnection, LinkEnd.Output<Long> {
        final ServerAddress address;
        private final ConnectionListener listener;
        private final VirtualLoop clientLoop = LinkServer.this.clientLoop;
        private final boolean datagrams;
        private final @Nullable DatagramLink toServer;
        private final @Nullable DatagramLink toClient;
        private final Map<String, Long> heldByFp = new HashMap<>();
        private final Map<Long, byte[]> refused = new HashMap<>();
        /** Every packet and frame that the client has sent. */
        final List<byte[]> sent = new ArrayList<>();
        /** The packets among them. */
        final List<Protocal> packets = new ArrayList<>();

        boolean writable = true;
        boolean closed; // by the client
        private boolean broken;
        private @Nullable LoginBody login;
        private @Nullable LinkEnd<Long> link;
        private @Nullable Timeout timer;

        LinkConnection(ServerAddress address, ConnectionListener listener) {
            this.address = address;
            this.listener = listener;
            this.datagrams = !address.transport().isReliable();
            this.toServer = datagrams ? new DatagramLink(loop, this::onBytes, conditions, time.newRandom()) : null;
            this.toClient =
                    datagrams ? new DatagramLink(clientLoop, this::toListener, conditions, time.newRandom()) : null;
        }

        // ---- the client's side ----

        @Override
        public boolean send(byte[] bytes) {
            sent.add(bytes);
            if (toServer != null) {
                toServer.send(bytes);
            } else {
                loop.execute(() -> onBytes(bytes));
            }
            return true;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void close() {
            closed = true;
        }

        private void toListener(byte[] bytes) {
            if (!closed && !broken) {
                listener.onPacket(bytes);
            }
        }

        void becomeWritable() {
            writable = true;
            clientLoop.execute(listener::onWritable);
        }

        // ---- the server's side ----

        LoginBody login() {
            return login;
        }

        LinkHello hello() {
            return login().link();
        }

        /** The connection breaks, and the client learns of it. */
        void breakDown() {
            broken = true;
            clientLoop.execute(() -> {
                if (!closed) {
                    listener.onClosed(ErrorCode.CONNECTION_BROKEN, "the test broke it");
                }
            });
        }

        /** The server's process dies without a word: what is under way is lost. */
        void vanish() {
            broken = true;
        }

        void sayPlain(Protocal packet) {
            sayRaw(ProtocalCodec.encode(packet));
        }

        void sayRaw(byte[] bytes) {
            if (toClient != null) {
                toClient.send(bytes);
            } else {
                clientLoop.execute(() -> toListener(bytes));
            }
        }

        /** Doubts the client's address. */
        void challenge() {
            sayRaw(PathChallenge.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        }

        void offer(long sq, Protocal packet) {
            LinkEnd<Long> current = link;
            if (current != null) {
                current.sending().offerAt(sq, ProtocalCodec.encode(packet), packet.from(), sq, false);
                poll();
            }
        }

        void complete(Protocal message) {
            Long sq = broken ? null : heldByFp.remove(message.fp());
            if (sq != null && link != null) {
                link.complete(sq, loop.nowNanos());
                accepted.add(message.fp());
                poll();
            }
        }

        private void onBytes(byte[] bytes) {
            if (broken) {
                return;
            }
            try {
                if (!LinkEnd.isFrame(bytes)) {
                    onPacket(ProtocalCodec.decode(bytes));
                } else if (PathChallenge.nonce(bytes) != null) {
                    return; // the test looks at what was sent
                } else if (link != null) {
                    link.onFrame(bytes, true, loop.nowNanos(), this);
                    poll();
                }
            } catch (InvalidPacketException e) {
                throw new AssertionError(e);
            }
        }

        private void onPacket(Protocal packet) throws InvalidPacketException {
            packets.add(packet);
            if (packet.type() == PacketType.LOGIN && answersLogin) {
                onLogin(LoginBody.parse(packet.dataContent()));
            } else if (packet.type() == PacketType.KEEP_ALIVE) {
                sayPlain(Packets.keepAliveResponse("alice"));
            } else if (packet.type() == PacketType.MESSAGE) {
                received.add(packet);
                if (packet.isQos()) {
                    sayPlain(Packets.ack(packet.to(), packet.from(), packet.fp()));
                }
            }
        }

        private void onLogin(LoginBody body) {
            LinkHello peer = body.link();
            if (!speaksLink || peer == null) {
                login = body;
                sayPlain(Packets.loginResponse(body.userId(), 0, 1_000));
                return;
            }
            boolean resumed = token.equals(peer.token());
            AckBlock stored = doneByEpoch.getOrDefault(peer.epoch(), AckBlock.upTo(0));
            AckBlock done = stored.cum() >= peer.doneUpTo() ? stored : AckBlock.upTo(peer.doneUpTo());
            if (resumed) {
                AckBlock peerDone = AckBlock.of(peer);
                inbox.keySet().removeIf(sq -> peerDone.hasArrived(lastSq(sq)));
            }
            long sendAfter = (inbox.isEmpty() ? nextSq : inbox.firstKey()) - 1;
            LinkHello answer = LinkHello.ofServer(
                    datagrams ? CID : "", token, resumed, done.cum(), done.bitmap(), sendAfter, maxMessageBytes);
            sayPlain(Packets.loginResponse(body.userId(), 0, 1_000, answer));
            if (login == null) { // otherwise the client has repeated it
                login = body;
                begin(peer, done, sendAfter, resumed ? AckBlock.of(peer) : AckBlock.upTo(sendAfter));
            }
        }

        private void begin(LinkHello peer, AckBlock done, long sendAfter, AckBlock peerDone) {
            LinkEnd<Long> begun = new LinkEnd<>(sendAfter, LinkLimits.of(maxMessageBytes), done);
            link = begun;
            begun.connect(
                    datagrams,
                    null,
                    LinkLimits.of(peer.maxMessageBytes()),
                    peerDone,
                    peer.doneUpTo(),
                    loop.nowNanos(),
                    this);
            inbox.forEach(
                    (sq, packet) -> begun.sending().offerAt(sq, ProtocalCodec.encode(packet), packet.from(), sq, true));
            poll();
        }

        private long lastSq(long firstSq) {
            return firstSq + LinkLimits.pieces(ProtocalCodec.encode(inbox.get(firstSq)).length) - 1;
        }

        private void poll() {
            LinkEnd<Long> current = link;
            if (current == null || broken || this != last()) {
                return;
            }
            current.poll(loop.nowNanos(), this);
            doneByEpoch.put(login().link().epoch(), current.done());
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            long due = current.nextDueNanos();
            if (due != Long.MAX_VALUE) {
                timer = loop.schedule(this::poll, due - loop.nowNanos());
            }
        }

        @Override
        public void frame(byte[] frame) {
            sayRaw(frame);
        }

        @Override
        public void deliver(long sq, byte[] message, boolean redelivered) {
            Protocal packet;
            try {
                packet = ProtocalCodec.decode(message);
                if (sq == 0) {
                    once.add(packet);
                    onPacket(packet.type() == PacketType.MESSAGE ? Packets.echo("") : packet);
                    return;
                }
            } catch (InvalidPacketException e) {
                throw new AssertionError(e);
            }
            received.add(packet);
            switch (fate.apply(packet)) {
                case ACCEPT -> {
                    accepted.add(packet.fp());
                    link.complete(sq, loop.nowNanos());
                }
                case DELIVER -> {
                    accepted.add(packet.fp());
                    link.complete(sq, loop.nowNanos());
                    tellDelivered(packet);
                }
                case HOLD -> heldByFp.put(packet.fp(), sq);
                case REFUSE -> loop.executeAfter(refusalDelay, () -> refuse(sq, packet));
            }
        }

        private void refuse(long sq, Protocal packet) {
            refused.put(sq, ProtocalCodec.encode(Packets.error("alice", 3, "refused by the test", packet.fp())));
            sayRaw(refused.get(sq));
        }

        @Override
        public void repeated(long sq, boolean retracted) {
            byte[] error = refused.get(sq);
            if (retracted) {
                refused.remove(sq);
                link.complete(sq, loop.nowNanos());
            } else if (error != null) {
                sayRaw(error);
            }
        }

        @Override
        public void done(Long sq) {
            inbox.remove(sq);
        }
    }
}
