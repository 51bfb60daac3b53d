package io.fingerpost.server.gateway.netty;

import static io.fingerpost.server.gateway.CoreHarness.ack;
import static io.fingerpost.server.gateway.CoreHarness.message;
import static io.fingerpost.server.gateway.CoreHarness.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.CoreHarness;
import io.fingerpost.server.gateway.TcpPeer;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.session.Session;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What messages cost on TCP that come together, through a whole server: those that wait in the sender's socket are read in one turn of
 * the loop, and reach the recipient by one write and one flush; so do the acknowledgements on their way back. Counted, not timed: the
 * loops stand still while the messages come.
 */
class StreamBatchTest {
    private static final int MESSAGES = 64;

    private CoreHarness server;
    private final List<TcpPeer> peers = new ArrayList<>();

    /** Counts what a channel does; counted on its loop, read by the test. */
    private static final class Calls extends ChannelDuplexHandler {
        private final AtomicInteger turns = new AtomicInteger(); // of the loop in which something was read
        private final AtomicInteger writes = new AtomicInteger();
        private final AtomicInteger flushes = new AtomicInteger();

        /** Counts what happens on a session's channel from now on. */
        static Calls of(Session session) {
            Calls calls = new Calls();
            StreamConnection connection = (StreamConnection) session.connection();
            session.loop().execute(() -> connection.channel().pipeline().addFirst(calls));
            return calls;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            turns.incrementAndGet();
            ctx.fireChannelReadComplete();
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            writes.incrementAndGet();
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes.incrementAndGet();
            ctx.flush();
        }
    }

    @AfterEach
    void close() {
        peers.forEach(TcpPeer::close);
        server.close();
    }

    private TcpPeer connect(BoundGateway gateway) throws Exception {
        TcpPeer peer = TcpPeer.connect(gateway.address());
        peers.add(peer);
        return peer;
    }

    /** Lets a loop stand still; returns what ends that. */
    private static Runnable hold(TaskLoop loop) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            try {
                released.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        return released::countDown;
    }

    /** Lets packets come while both loops stand still, then lets first the loop to which they come run, then the other. */
    private static void sendWhileHeld(TcpPeer from, List<byte[]> packets, Session to, Session beyond, Calls arriving)
            throws Exception {
        boolean oneLoop = to.loop() == beyond.loop();
        Runnable release = hold(to.loop());
        Runnable releaseBeyond = oneLoop ? () -> {} : hold(beyond.loop());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            bytes.write(TcpPeer.frame(packet));
        }
        from.sendRaw(bytes.toByteArray());
        release.run();
        await().until(() -> arriving.turns.get() > 0);
        releaseBeyond.run();
    }

    @ParameterizedTest(name = "{0} loops")
    @ValueSource(ints = {1, 2})
    void messagesThatComeTogetherReachTheirRecipientByOneWrite(int loops) throws Exception {
        server = new CoreHarness(loops);
        BoundGateway gateway = server.bind(TcpGateway.builder().port(0).build());
        TcpPeer alice = connect(gateway);
        TcpPeer bob = connect(gateway);
        Session fromAlice = server.login(alice, "alice");
        Session fromBob = server.login(bob, "bob");
        assertThat(fromAlice.loop() == fromBob.loop()).isEqualTo(loops == 1);
        Calls atAlice = Calls.of(fromAlice);
        Calls atBob = Calls.of(fromBob);

        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(message("alice", "bob", "fp-" + i));
        }
        sendWhileHeld(alice, messages, fromAlice, fromBob, atAlice);
        List<byte[]> acks = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            Protocal message = receive(bob);
            assertThat(message.fp()).isEqualTo("fp-" + i);
            acks.add(ack(message));
        }
        assertThat(atAlice.turns).hasValue(1);
        assertThat(atBob.writes).hasValue(1);
        assertThat(atBob.flushes).hasValue(1);

        sendWhileHeld(bob, acks, fromBob, fromAlice, atBob);
        for (int i = 0; i < MESSAGES; i++) {
            Protocal acknowledged = receive(alice);
            assertThat(acknowledged.type()).isEqualTo(PacketType.ACK);
            assertThat(acknowledged.dataContent()).isEqualTo("fp-" + i);
        }
        assertThat(atBob.turns).hasValue(1);
        assertThat(atAlice.writes).hasValue(1);
        assertThat(atAlice.flushes).hasValue(1);
    }
}
