package io.fingerpost.benchmarks.load;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sessions over TCP or WebSocket that do nothing but stay. Confined to the thread that made it; all of them live on one loop. */
public final class IdleConnections implements AutoCloseable {
    private static final int AT_ONCE = 200; // logins under way: a server limits them
    private static final int CONNECTIONS_AN_ADDRESS = 20_000;
    private static final long PATIENCE_SECONDS = 30;

    private final Connector connector;
    private final EventLoopGroup group = Connector.newLoops(1);
    private final EventLoop loop = group.next();
    private final List<Session> sessions = new ArrayList<>();
    private int made; // so far: an address is not used again while the system still remembers its connections

    /** Creates none yet. */
    public IdleConnections(Transport transport, InetSocketAddress server) {
        this.connector = new Connector(transport, server);
    }

    /** Adds logged-in sessions until there are so many; waits for that. */
    public void growTo(int count) throws BenchException, InterruptedException {
        while (sessions.size() < count) {
            List<CompletableFuture<?>> logins = new ArrayList<>();
            for (int n = Math.min(AT_ONCE, count - sessions.size()); n > 0; n--) {
                Session session = new Session(sessions.size(), made++);
                sessions.add(session);
                logins.add(session.logIn());
            }
            await(logins, "the sessions cannot log in");
        }
    }

    /** Logs out the latest sessions until there are so few; waits until the server has closed their connections. */
    public void shrinkTo(int count) throws BenchException, InterruptedException {
        while (sessions.size() > count) {
            List<Session> last = sessions.subList(Math.max(count, sessions.size() - AT_ONCE), sessions.size());
            List<CompletableFuture<?>> logouts = new ArrayList<>();
            last.forEach(session -> logouts.add(session.logOut()));
            await(logouts, "the sessions cannot log out");
            last.clear();
        }
    }

    /** Sends a keep-alive on every session, and waits for the answers. */
    public void keepAlive() throws BenchException, InterruptedException {
        for (int first = 0; first < sessions.size(); first += AT_ONCE) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (Session session : sessions.subList(first, Math.min(sessions.size(), first + AT_ONCE))) {
                answers.add(session.keepAlive());
            }
            await(answers, "keep-alives are not answered");
        }
    }

    private static void await(List<CompletableFuture<?>> futures, String failure)
            throws BenchException, InterruptedException {
        try {
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchException(failure + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchException(failure + " within " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** Ends all of them. */
    @Override
    public void close() {
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One session. Confined to the loop, but for the calls of its owner, which hand over to it. */
    private final class Session implements PacketOutput.Receiver {
        private final int number;
        private final int place; // among all that there ever were
        private @Nullable PacketOutput output; // null before it is connected
        private CompletableFuture<Void> answer = new CompletableFuture<>();
        private boolean leaving;

        Session(int number, int place) {
            this.number = number;
            this.place = place;
        }

        private String userId() {
            return "idle" + number;
        }

        CompletableFuture<Void> logIn() {
            CompletableFuture<Void> loggedIn = answer;
            connector.connect(loop, sourceAddress(), this::opened).whenComplete((done, failure) -> {
                if (failure == null) {
                    write(ProtocalCodec.encode(Packets.login(new LoginBody(userId(), "token", null, 0))));
                } else {
                    loggedIn.completeExceptionally(failure);
                }
            });
            return loggedIn;
        }

        private PacketOutput.Receiver opened(PacketOutput opened) {
            output = opened;
            return this;
        }

        private InetSocketAddress sourceAddress() {
            byte[] address = {127, 0, 2, (byte) (1 + place / CONNECTIONS_AN_ADDRESS)};
            try {
                return new InetSocketAddress(InetAddress.getByAddress(address), 0);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e); // four bytes are an address
            }
        }

        CompletableFuture<Void> keepAlive() {
            CompletableFuture<Void> answered = new CompletableFuture<>();
            loop.execute(() -> {
                answer = answered;
                write(ProtocalCodec.encode(Packets.keepAlive(userId())));
            });
            return answered;
        }

        CompletableFuture<Void> logOut() {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            loop.execute(() -> {
                answer = closed;
                leaving = true;
                write(ProtocalCodec.encode(Packets.logout(userId())));
            });
            return closed;
        }

        private void write(byte[] packet) {
            PacketOutput open = output;
            if (open == null) {
                throw new IllegalStateException("not connected");
            }
            open.write(packet, packet.length);
            open.flush();
        }

        @Override
        public void onPacket(ByteBuf bytes, int index, int length) {
            int type = JsonScan.number(bytes, new JsonScan("type", 0).valueIndex(bytes, index, length));
            if (type == PacketType.LOGIN_RESPONSE || type == PacketType.KEEP_ALIVE_RESPONSE) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(new IllegalStateException("the server has sent a packet of type " + type));
            }
        }

        @Override
        public void onBatchEnd() {
            // Nothing is written meanwhile.
        }

        @Override
        public void onClosed() {
            if (leaving) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(new IllegalStateException("the connection has ended"));
            }
        }
    }
}
