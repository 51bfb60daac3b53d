package io.fingerpost.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.callback.CallbackPool;
import io.fingerpost.server.gateway.netty.NettyLoops;
import io.fingerpost.server.routing.MessagingCore;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.Session;
import io.fingerpost.server.session.SessionLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A whole server whose loops and sessions a test can see, with everybody let in, and what clients of the base profile say to it. */
public final class CoreHarness implements GatewayContext, ServerEventListener, AutoCloseable {
    private final NettyLoops loops;
    private final CallbackPool callbacks = new CallbackPool(4);
    private final MessagingCore core =
            new MessagingCore(this, null, ServerClock.SYSTEM, callbacks, SessionLimits.DEFAULT, false);
    private final List<BoundGateway> bound = new ArrayList<>();
    private final List<String> logouts = new CopyOnWriteArrayList<>();

    /** Starts so many loops with the best transport. */
    public CoreHarness(int loopCount) {
        loops = NettyLoops.create(loopCount);
    }

    @Override
    public ConnectionAcceptor acceptor() {
        return core.acceptor();
    }

    @Override
    public List<TaskLoop> loops() {
        return loops.loops();
    }

    /** Returns the server's logic. */
    public MessagingCore core() {
        return core;
    }

    /** Binds a gateway, which is closed with this. */
    public BoundGateway bind(Gateway gateway) throws IOException {
        BoundGateway result = gateway.bind(this);
        bound.add(result);
        return result;
    }

    /** Logs a client in, and returns its session. */
    public Session login(TestPeer peer, String user) {
        peer.send(ProtocalCodec.encode(Packets.login(new LoginBody(user, "token", null, 0))));
        assertThat(receive(peer).type()).isEqualTo(PacketType.LOGIN_RESPONSE);
        Session session = (Session) core.sessions().find(user).orElseThrow();
        assertThat(session.userId()).isEqualTo(user);
        return session;
    }

    /** Logs a client out, and waits until the server knows it. */
    public void logout(TestPeer peer, String user) {
        peer.send(ProtocalCodec.encode(Packets.logout(user)));
        await().until(() -> !core.sessions().isOnline(user));
    }

    /** Returns the next packet that a client is sent; an error is the end of the test. */
    public static Protocal receive(TestPeer peer) {
        try {
            Protocal packet = ProtocalCodec.decode(peer.receive());
            assertThat(packet.type())
                    .as("%s: %s", ErrorCode.class, packet.dataContent())
                    .isNotEqualTo(PacketType.ERROR);
            return packet;
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a message with QoS, as a client sends it. */
    public static byte[] message(String from, String to, String fingerprint) {
        return ProtocalCodec.encode(Protocal.message(to, "text of " + fingerprint)
                .from(from)
                .fp(fingerprint)
                .build());
    }

    /** Returns what a client says when it has got a message. */
    public static byte[] ack(Protocal message) {
        return ProtocalCodec.encode(Packets.ack(message.to(), message.from(), message.fp()));
    }

    /** Returns the ends of sessions so far. */
    public List<String> logouts() {
        return logouts;
    }

    @Override
    public LoginDecision onUserLoginVerify(LoginRequest request) {
        return LoginDecision.accept();
    }

    @Override
    public void onUserLogout(UserSession session, LogoutReason reason) {
        logouts.add(session.userId() + ' ' + reason);
    }

    @Override
    public void onC2SMessage(Protocal p, UserSession from) {
        throw new AssertionError("nobody sends to the server here");
    }

    /** Ends everything, from the outside in. */
    @Override
    public void close() {
        bound.forEach(BoundGateway::close);
        core.close();
        loops.close();
        callbacks.close();
    }
}
