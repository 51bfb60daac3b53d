package io.fingerpost.client.session;

import io.fingerpost.client.Profile;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.core.time.Alarm;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The link profile: messages are numbered in both directions, and acknowledged by numbers. The numbering outlives connections, and goes on after
 * a time in the base profile too.
 */
final class LinkChannel implements MessageChannel, LinkEnd.Output<Outgoing> {
    private static final byte[] NOTHING = {};

    private final ClientContext context;
    private final OutgoingMessages messages;
    private final LinkLimits limits;
    private final Alarm alarm;
    private final Outbox outbox;
    private LinkEnd<Outgoing> link;
    private int numbering; // counts those of the server: what came under an earlier one cannot be completed any more
    private boolean setAside; // messages travel in another way, which does not know their numbers

    // As long as a connection.
    private @Nullable ServerConnection connection;
    private @Nullable Dialogue dialogue; // as long as there is a connection, or the last one
    private boolean told; // the server may hear now up to where nothing is sent any more, so that this must not change
    private boolean busy; // inside a call of the link, which must not be polled then
    private boolean pollPosted;

    /** Creates a channel for an outbox that is open. */
    LinkChannel(ClientContext context, OutgoingMessages messages, Outbox outbox) {
        this.context = context;
        this.messages = messages;
        this.outbox = outbox;
        this.limits = LinkLimits.of(Math.min(context.config.maxPacketBytes(), LinkLimits.MAX_MESSAGE_BYTES));
        this.alarm = new Alarm(context.loop, this::poll);
        this.link = new LinkEnd<>(outbox.firstSq() - 1, limits, outbox.received());
    }

    // ---- connections ----

    /** Returns what the server is told at a login, up to {@link #connect} or {@link #disconnect}. */
    LinkHello hello() {
        if (setAside) {
            outbox.renumber();
            link = new LinkEnd<>(0, limits, link.done());
        }
        link.sending().dropRetracted();
        told = true;
        String token = outbox.token();
        AckBlock done = link.done();
        return LinkHello.ofClient(
                outbox.device(),
                outbox.epoch(),
                token,
                token == null ? 0 : done.cum(),
                token == null ? NOTHING : done.bitmap(),
                link.sending().doneUpTo(),
                limits.maxMessageBytes());
    }

    /**
     * Returns whether the server knows no more of our numbers than we do. If it does, they were given away before and that was forgotten:
     * messages under them would be taken for repeats.
     */
    boolean knows(LinkHello server) {
        return server.rx() < outbox.nextSq();
    }

    /** Messages travel in another way from now on; the next link begins another numbering, as it cannot know which are done with. */
    void setAside() {
        clear();
        setAside = true;
    }

    /** Begins a connection, and sends on it everything that waits. */
    void connect(Dialogue on, LinkHello server) {
        ServerConnection newConnection = on.connection();
        connection = newConnection;
        dialogue = on;
        told = false;
        setAside = false;
        context.counters.forgetPath();
        if (!server.resumed()) {
            numbering++;
            link.forgetReceived(AckBlock.upTo(server.doneUpTo()));
        }
        outbox.received(Objects.requireNonNull(server.token()), link.done());
        boolean datagrams = !newConnection.transport().isReliable();
        busy = true;
        link.connect(
                datagrams,
                datagrams ? server.cid() : null,
                LinkLimits.of(server.maxMessageBytes()),
                AckBlock.of(server),
                server.doneUpTo(),
                context.loop.nowNanos(),
                this);
        busy = false;
        poll();
    }

    @Override
    public void disconnect() {
        connection = null;
        told = false;
        link.disconnect();
        // That a message was delivered may have been told before its number was done with. Another server, or the same
        // one after a
        // restart, would take it for a new one, and what it says of it then means nothing to us: the number would stay
        // open for ever.
        link.sending().retractIf(m -> m.delivery.isDone(), context.loop.nowNanos());
        poll();
    }

    @Override
    public Profile profile() {
        return Profile.LINK;
    }

    // ---- messages to the server ----

    @Override
    public void offer(Outgoing message) {
        link.sending().offerAt(message.firstSq, message.packet, message.to, message, message.transmitted);
        pollSoon();
    }

    @Override
    public void forget(Outgoing message) {
        if (message.delivery.state().isFailure()) {
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

    @Override
    public void clear() {
        alarm.cancel();
        link.disconnect();
        numbering++; // the server sends anew what we are not done with
        link = new LinkEnd<>(outbox.nextSq() - 1, limits, link.done());
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
        context.callbacks.packetSent(packet);
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
            link.onFrame(frame, false, context.loop.nowNanos(), this);
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
        ServerConnection current = connection;
        boolean writable = current != null && current.isWritable();
        if (writable) {
            busy = true;
            link.poll(now, this);
            busy = false;
            context.counters.loss = link.sending().loss();
        }
        alarm.setFor(writable ? link.nextDueNanos() : Long.MAX_VALUE);
    }

    // ---- what the link tells ----

    @Override
    public void frame(byte[] frame) {
        ServerConnection current = connection;
        if (current != null && !current.send(frame) && current.transport().isReliable()) {
            current.fail("the connection takes no more"); // nothing is repeated on it
        }
    }

    @Override
    public void transmitted(Outgoing message) {
        context.callbacks.packetSent(message.packet);
        messages.onTransmitted(message);
    }

    @Override
    public void done(Outgoing message) {
        if (link.sending().srttNanos() < 0) { // a stream does not measure it
            context.counters.sampleRoundTrip(context.loop.nowNanos() - message.sentNanos);
        }
        messages.onAccepted(message);
    }

    @Override
    public void deliver(long sq, byte[] bytes, boolean redelivered) {
        int of = numbering;
        Receipt receipt = new Receipt(sq == 0, redelivered, () -> complete(sq, of));
        try {
            Protocal packet = ProtocalCodec.decode(bytes);
            context.callbacks.packetReceived(packet, bytes.length);
            Objects.requireNonNull(dialogue).onPacket(packet, bytes.length, receipt);
        } catch (InvalidPacketException e) {
            context.counters.ignored(e);
            receipt.complete(); // so that it does not hold up what comes after it
        }
    }

    /** Notes that a packet is done with that came under a number, or under none if it is 0. */
    private void complete(long sq, int of) {
        if (sq != 0 && of == numbering) {
            link.complete(sq, context.loop.nowNanos());
            outbox.received(Objects.requireNonNull(outbox.token()), link.done());
            pollSoon();
        }
    }
}
