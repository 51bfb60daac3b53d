package io.fingerpost.benchmarks.loss;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.common.Options;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.udp.UdpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.testkit.BadNetworkRelay;
import io.fingerpost.testkit.BadNetworkRelay.Counters;
import io.fingerpost.testkit.BadNetworkRelay.Direction;
import io.fingerpost.testkit.NetworkConditions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * A server with an in-memory store, the senders behind one bad network and the recipients behind another. All in this process, over real
 * sockets.
 */
final class LossNetwork implements AutoCloseable {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
    private static final long LOGIN_SECONDS = 30;

    private final LossSettings settings;
    private final ImServer server;
    private final BadNetworkRelay senderHop;
    private final BadNetworkRelay recipientHop;
    private final List<ImClient> senders = new ArrayList<>();
    private final List<ImClient> recipients = new ArrayList<>();
    private volatile List<Pair> pairs = List.of(); // replaced as a whole, read by the recipients' callbacks

    /** Starts everything; nobody is logged in yet, and nothing is lost yet. */
    LossNetwork(LossSettings settings) throws IOException, BenchException {
        this.settings = settings;
        this.server = ImServer.builder()
                .gateway(gateway(settings.transport()))
                .store(MessageStores.inMemory())
                .listener(new Application())
                .build()
                .start();
        InetSocketAddress target = new InetSocketAddress(HOST, server.port(settings.transport()));
        this.senderHop = relay(target, settings.seed());
        this.recipientHop = relay(target, settings.seed() + 1);
        for (int i = 0; i < settings.pairs(); i++) {
            addPair(i);
        }
    }

    private static Gateway gateway(Transport transport) {
        return switch (transport) {
            case TCP -> TcpGateway.builder().host(HOST).port(0).build();
            case UDP -> UdpGateway.builder().host(HOST).port(0).build();
            case WEBSOCKET -> WebSocketGateway.builder().host(HOST).port(0).build();
        };
    }

    private BadNetworkRelay relay(InetSocketAddress target, long seed) {
        return settings.transport() == Transport.UDP
                ? BadNetworkRelay.udp(target, conditions(0), seed)
                : BadNetworkRelay.tcp(target, conditions(0), seed);
    }

    private NetworkConditions conditions(double loss) {
        Duration oneWay = Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(settings.rttMillis()) / 2);
        return NetworkConditions.builder().loss(loss).delay(oneWay).build();
    }

    private void addPair(int number) throws BenchException {
        senders.add(client(senderHop, new ClientListener() {}));
        recipients.add(client(recipientHop, new ClientListener() {
            @Override
            public void onMessage(Protocal message) {
                pairs.get(number).arrived(message, System.nanoTime());
            }
        }));
    }

    private ImClient client(BadNetworkRelay hop, ClientListener listener) throws BenchException {
        String address = Options.name(settings.transport()) + "://" + HOST + ':' + hop.port();
        ImClientBuilder builder = ImClient.builder().server(address).listener(listener);
        return settings.profile().configure(builder).build();
    }

    /** Logs everybody in, with the delay and without the loss, so that no login fails. */
    void logIn() throws BenchException, InterruptedException {
        List<CompletableFuture<LoginResult>> logins = new ArrayList<>();
        for (int i = 0; i < settings.pairs(); i++) {
            logins.add(senders.get(i).login(senderId(i), (String) null));
            logins.add(recipients.get(i).login(recipientId(i), (String) null));
        }
        try {
            CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new)).get(LOGIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchException("the clients cannot log in: " + e, e);
        }
    }

    /** Lets the loss begin. */
    void loseSome() {
        senderHop.setConditions(conditions(settings.loss()));
        recipientHop.setConditions(conditions(settings.loss()));
    }

    /**
     * Begins a round.
     *
     * @param name of the round
     * @param messagesOf how many messages each pair sends
     * @return the pairs of this round, with their first messages under way
     */
    List<Pair> begin(String name, IntUnaryOperator messagesOf) {
        List<Pair> round = new ArrayList<>();
        for (int i = 0; i < settings.pairs(); i++) {
            String recipient = recipientId(i);
            ImClient sender = senders.get(i);
            Function<String, Delivery> send = text -> sender.sender().send(recipient, text);
            round.add(new Pair(name, send, messagesOf.applyAsInt(i), settings.window()));
        }
        pairs = round;
        round.forEach(Pair::fill);
        return round;
    }

    private static String senderId(int pair) {
        return "sender" + pair;
    }

    private static String recipientId(int pair) {
        return "recipient" + pair;
    }

    /** Returns how many times a message was sent so far, for the first time or again. Recipients send none. */
    long transmissions() {
        return sum(client ->
                client.statistics().messagesSent() + client.statistics().retransmissions());
    }

    /** Returns what was sent into the two hops so far, in both directions, whether it was lost or not. */
    long sentBothWays() {
        return Stream.of(senderHop, recipientHop)
                .mapToLong(hop -> sent(hop, Direction.TO_TARGET) + sent(hop, Direction.TO_CLIENT))
                .sum();
    }

    /** What is still delayed on its way is not counted yet. Over TCP a lost chunk is counted again when it passes: it was sent twice. */
    private static long sent(BadNetworkRelay hop, Direction direction) {
        Counters counters = hop.counters(direction);
        return counters.forwarded() + counters.dropped();
    }

    /** Adds up something that all clients count. */
    long sum(ToLongFunction<ImClient> count) {
        return Stream.concat(senders.stream(), recipients.stream())
                .mapToLong(count)
                .sum();
    }

    /** Ends everything, from the outside in. */
    @Override
    public void close() {
        senders.forEach(ImClient::close);
        recipients.forEach(ImClient::close);
        server.close();
        senderHop.close();
        recipientHop.close();
    }

    private static final class Application implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {
            throw new UnsupportedOperationException("nobody sends to the server");
        }
    }
}
