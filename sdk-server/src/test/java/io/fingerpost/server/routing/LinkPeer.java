package io.fingerpost.server.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.link.LinkLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that speaks the link profile, without any of our client's logic above the link. It keeps its numbers over connections. */
final class LinkPeer implements LinkEnd.Output<String> {
    private final ServerUnderTest server;
    private final String user;
    private final LinkEnd<String> link = new LinkEnd<>(0, LinkLimits.DEFAULT, AckBlock.upTo(0));
    private final Deque<Protocal> received = new ArrayDeque<>();
    private final List<Long> open = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<Long> redelivered = new ArrayList<>();
    private boolean completes = true;
    private @Nullable FakePeer peer;
    private @Nullable String token;

    LinkPeer(ServerUnderTest server, String user) {
        this.server = server;
        this.user = user;
    }

    /** Logs in on a new connection, and returns what the server said of its link. */
    LinkHello connect(Transport transport) {
        return loggedIn(askToLogIn(transport), transport);
    }

    /** Sends the login on a new connection. */
    FakePeer askToLogIn(Transport transport) {
        FakePeer on = server.connect(transport);
        AckBlock rx = token == null ? AckBlock.upTo(0) : link.done();
        LinkHello mine = LinkHello.ofClient(
                "device of " + user,
                1,
                token,
                rx.cum(),
                rx.bitmap(),
                link.sending().doneUpTo(),
                65_536);
        on.say(Packets.login(new LoginBody(user, "token", null, 0, mine)));
        return on;
    }

    /** Takes the answer to the login, and returns what the server said of its link. */
    LinkHello loggedIn(FakePeer on, Transport transport) {
        peer = on;
        LinkHello answer = on.loginAnswer().link();
        assertThat(answer).as("the server speaks the link profile").isNotNull();
        if (!answer.resumed()) {
            link.forgetReceived(AckBlock.upTo(answer.doneUpTo()));
        }
        token = answer.token();
        boolean datagrams = !transport.isReliable();
        link.connect(
                datagrams,
                datagrams ? new byte[8] : null,
                LinkLimits.DEFAULT,
                AckBlock.of(answer),
                answer.doneUpTo(),
                server.nowNanos(),
                this);
        exchange();
        return answer;
    }

    /** Loses the connection; the server has learned of it. */
    void hangUp() {
        link.disconnect();
        peer().hangUp();
    }

    FakePeer peer() {
        assertThat(peer).isNotNull();
        return peer;
    }

    LinkEnd<String> link() {
        return link;
    }

    long send(Protocal message) {
        long sq = link.sending().offer(ProtocalCodec.encode(message), message.to(), message.fp());
        exchange();
        return sq;
    }

    /** From now on messages are received, but not done with. */
    void doesNotComplete() {
        completes = false;
    }

    /** Completes what is open, and everything that comes from now on. */
    void completesAll() {
        completes = true;
        open.forEach(sq -> link.complete(sq, server.nowNanos()));
        open.clear();
        exchange();
    }

    /** Lets frames go to and fro until there are none. */
    void exchange() {
        for (int i = 0; i < 100; i++) {
            link.poll(server.nowNanos(), this);
            server.settle();
            List<byte[]> frames = peer().frames();
            if (frames.isEmpty() && link.nextDueNanos() > server.nowNanos()) {
                return;
            }
            for (byte[] frame : frames) {
                try {
                    link.onFrame(frame, false, server.nowNanos(), this);
                } catch (InvalidPacketException e) {
                    throw new AssertionError(e);
                }
            }
        }
        throw new AssertionError("no end of frames");
    }

    /** Lets time pass, and frames. */
    void pass(long millis) {
        for (long i = 0; i < millis; i += 5) {
            server.pass(Duration.ofMillis(5));
            exchange();
        }
    }

    Protocal next() {
        assertThat(received).isNotEmpty();
        return received.removeFirst();
    }

    void receivesNothing() {
        assertThat(received).isEmpty();
    }

    /** Returns the fingerprints of what the server is done with. */
    List<String> done() {
        return done;
    }

    List<Long> redelivered() {
        return redelivered;
    }

    @Override
    public void frame(byte[] frame) {
        peer().sayFrame(frame);
    }

    @Override
    public void deliver(long sq, byte[] message, boolean again) {
        try {
            received.add(ProtocalCodec.decode(message));
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
        if (again) {
            redelivered.add(sq);
        }
        if (completes) {
            link.complete(sq, server.nowNanos());
        } else {
            open.add(sq);
        }
    }

    @Override
    public void done(String fingerprint) {
        done.add(fingerprint);
    }
}
