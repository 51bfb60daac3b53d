package io.fingerpost.client.session;

import io.fingerpost.client.Profile;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The link profile: messages are numbered in both directions, and acknowledged by numbers. The numbering outlives connections, and goes on after
 * a time in the base profile too.
 */
final class LinkChannel implements MessageChannel {
    private static final byte[] NOTHING = {};

    private final ClientContext context;
    private final OutgoingMessages messages;
    private final LinkLimits limits;
    private final Output output = new Output();
    private final Alarm alarm;
    private final Set<Outgoing> pending =
            new LinkedHashSet<>(); // in the order of their numbers, and so of their deadlines

    // As long as a numbering of ours.
    private long epoch;
    private long nextSq = 1; // of the next message that gets a number
    private LinkEnd<Outgoing> link;

    // As long as a numbering of the server's.
    private @Nullable String token; // its name; null if there was none yet
    private int numbering; // counts them: a message under a number of an earlier one cannot be completed any more

    // As long as a connection.
    private @Nullable ServerConnection connection;
    private @Nullable PacketHandler handler;
    private boolean told; // the server may hear now up to where nothing is sent any more, so that this must not change
    private boolean busy; // inside a call of the link, which must not be polled then
    private boolean pollPosted;

    LinkChannel(ClientContext context, OutgoingMessages messages) {
        this.context = context;
        this.messages = messages;
        this.limits = LinkLimits.of(Math.min(context.config.maxPacketBytes(), LinkLimits.MAX_MESSAGE_BYTES));
        this.alarm = new Alarm(context.loop, this::poll);
        this.epoch = context.newEpoch();
        this.link = new LinkEnd<>(0, limits, AckBlock.upTo(0));
    }

    // ---- connections ----

    /** Returns what the server is told at a login, up to {@link #connect} or {@link #disconnect}. */
    LinkHello hello() {
        link.sending().dropRetracted();
        told = true;
        AckBlock done = link.done();
        boolean known = token != null;
        return LinkHello.ofClient(
                context.config.device(),
                epoch,
                token,
                known ? done.cum() : 0,
                known ? done.bitmap() : NOTHING,
                link.sending().doneUpTo(),
                limits.maxMessageBytes());
    }

    /**
     * Returns whether the server knows no more of our numbers than we do. If it does, they were given away before and that was forgotten:
     * messages under them would be taken for repeats.
     */
    boolean knows(LinkHello server) {
        return server.rx() < nextSq;
    }

    /** Begins another numbering of ours, with everything that is pending. */
    void renumber() {
        List<Outgoing> all = drain();
        epoch = context.newEpoch();
        nextSq = 1;
        link = new LinkEnd<>(0, limits, link.done());
        for (Outgoing message : all) {
            message.firstSq = 0;
            offer(message);
        }
    }

    /** Begins a connection, and sends on it everything that waits. */
    void connect(ServerConnection newConnection, LinkHello server, PacketHandler newHandler) {
        connection = newConnection;
        handler = newHandler;
        told = false;
        context.counters.forgetPath();
        if (!server.resumed()) {
            numbering++;
            link.forgetReceived(AckBlock.upTo(server.doneUpTo()));
        }
        token = server.token();
        boolean datagrams = !newConnection.transport().isReliable();
        busy = true;
        link.connect(
                datagrams,
                datagrams ? server.cid() : null,
                LinkLimits.of(server.maxMessageBytes()),
                AckBlock.of(server),
                server.doneUpTo(),
                context.loop.nowNanos(),
                output);
        busy = false;
        poll();
    }

    @Override
    public void disconnect() {
        connection = null;
        told = false;
        link.disconnect();
        poll();
    }

    @Override
    public Profile profile() {
        return Profile.LINK;
    }

    // ---- messages to the server ----

    @Override
    public void offer(Outgoing message) {
        if (message.firstSq == 0) {
            message.firstSq = nextSq;
            nextSq = message.nextSq();
        }
        pending.add(message);
        link.sending().offerAt(message.firstSq, message.packet, message.to, message, message.transmitted);
        pollSoon();
    }

    @Override
    public void forget(Outgoing message) {
        if (pending.remove(message) && message.delivery.state().isFailure()) {
            link.sending().retract(message.nextSq() - 1, context.loop.nowNanos());
            if (connection == null && !told) {
                link.sending().dropRetracted();
            }
            pollSoon();
        }
    }

    @Override
    public void acknowledged(Outgoing message) {} // numbers do that

    @Override
    public boolean acknowledgesDelivery() {
        return true;
    }

    /** Ends the numbering of our messages on this connection; those that come back keep their numbers. */
    @Override
    public List<Outgoing> drain() {
        alarm.cancel();
        List<Outgoing> all = new ArrayList<>(pending);
        pending.clear();
        link.disconnect();
        numbering++; // the server sends anew what we are not done with
        link = new LinkEnd<>((all.isEmpty() ? nextSq : all.get(0).firstSq) - 1, limits, link.done());
        return all;
    }

    // ---- everything ----

    @Override
    public boolean sendOnce(byte[] packet) {
        ServerConnection current = connection;
        if (current == null) {
            return false;
        }
        if (current.transport().isReliable()) {
            return current.send(packet);
        }
        link.offerUnreliable(packet);
        poll();
        return true;
    }

    @Override
    public int maxOnceBytes() {
        ServerConnection current = connection;
        boolean inFrame = current != null && !current.transport().isReliable();
        return inFrame ? link.maxUnreliableBytes() : context.config.maxSentPacketBytes();
    }

    @Override
    public void onFrame(byte[] frame) throws InvalidPacketException {
        if (connection == null) {
            throw new InvalidPacketException("a link frame before the answer to the login");
        }
        busy = true;
        try {
            link.onFrame(frame, false, context.loop.nowNanos(), output);
        } finally {
            busy = false;
        }
        if (link.sending().srttNanos() >= 0) {
            context.counters.smoothedRttNanos.set(link.sending().srttNanos());
        }
        poll();
    }

    /** Polls once for everything that is offered now, so that it travels together. */
    private void pollSoon() {
        if (!pollPosted) {
            pollPosted = true;
            context.loop.execute(() -> {
                pollPosted = false;
                poll();
            });
        }
    }

    @Override
    public void poll() {
        if (busy) {
            return; // whoever is busy polls afterwards
        }
        long now = context.loop.nowNanos();
        expire(now);
        ServerConnection current = connection;
        boolean writable = current != null && current.isWritable();
        if (writable) {
            busy = true;
            link.poll(now, output);
            busy = false;
            context.counters.loss = link.sending().loss();
        }
        long due = pending.isEmpty() ? Long.MAX_VALUE : pending.iterator().next().deadlineNanos;
        alarm.setFor(writable ? Math.min(due, link.nextDueNanos()) : due);
    }

    private void expire(long nowNanos) {
        while (!pending.isEmpty()) {
            Outgoing oldest = pending.iterator().next();
            if (oldest.deadlineNanos - nowNanos > 0) {
                return;
            }
            messages.onExpired(oldest);
            forget(oldest);
        }
    }

    private final class Output implements LinkEnd.Output<Outgoing> {
        @Override
        public void frame(byte[] frame) {
            ServerConnection current = connection;
            if (current != null && !current.send(frame) && current.transport().isReliable()) {
                current.fail("the connection takes no more"); // nothing is repeated on it
            }
        }

        @Override
        public void transmitted(Outgoing message) {
            messages.onTransmitted(message);
        }

        @Override
        public void done(Outgoing message) {
            pending.remove(message);
            if (link.sending().srttNanos() < 0) { // a stream does not measure it
                context.counters.sampleRoundTrip(context.loop.nowNanos() - message.sentNanos);
            }
            messages.onAccepted(message);
        }

        @Override
        public void deliver(long sq, byte[] bytes, boolean redelivered) {
            Receipt receipt = new Number(sq, redelivered);
            try {
                Objects.requireNonNull(handler).onPacket(ProtocalCodec.decode(bytes), bytes.length, receipt);
            } catch (InvalidPacketException e) {
                context.counters.ignored(e);
                receipt.complete(); // so that it does not hold up what comes after it
            }
        }
    }

    /** A packet that came under a number; 0 if under none. */
    private final class Number implements Receipt {
        private final long sq;
        private final boolean redelivered;
        private final int of = numbering;

        Number(long sq, boolean redelivered) {
            this.sq = sq;
            this.redelivered = redelivered;
        }

        @Override
        public void complete() {
            if (sq != 0 && of == numbering) {
                link.complete(sq, context.loop.nowNanos());
                pollSoon();
            }
        }

        @Override
        public boolean comesAgain() {
            return sq == 0;
        }

        @Override
        public boolean redelivered() {
            return redelivered;
        }
    }
}
