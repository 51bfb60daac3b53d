package io.fingerpost.systemtests.simulation;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ClientState;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.Profile;
import io.fingerpost.client.session.ClientCore;
import io.fingerpost.core.Protocal;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStores;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One seeded run: the real server logic and real clients under virtual time, on simulated wires, sending each other messages in all
 * three directions while the network misbehaves.
 */
final class Simulation {
    /**
     * What happens in a run.
     *
     * @param schemes the transport of each user, as in server addresses
     * @param loss the share of datagrams, or of stream segments, that is lost each way
     * @param duplication the share of datagrams that arrives twice
     * @param breaks how many times some client's wire is broken
     * @param messages how many messages are sent
     * @param atOnce whether they are all sent at the same time
     * @param takesOver whether the server's application takes over what cannot be delivered
     * @param profiles the profile of each user
     * @param store whether the server keeps messages in a store
     * @param kills how many times the server is killed, and started again with the same store
     */
    record Scenario(
            List<String> schemes,
            double loss,
            double duplication,
            int breaks,
            int messages,
            boolean atOnce,
            boolean takesOver,
            List<Profile> profiles,
            boolean store,
            int kills) {
        /** Returns what the base profile is tested with: no store. */
        static Scenario base(
                List<String> schemes, double loss, double duplication, int breaks, int messages, boolean takesOver) {
            List<Profile> base = Collections.nCopies(schemes.size(), Profile.BASE);
            return new Scenario(schemes, loss, duplication, breaks, messages, false, takesOver, base, false, 0);
        }

        /** Returns what users of datagrams, in the base profile and without a store, send at the same time. */
        static Scenario burst(double loss, double duplication, int messages) {
            List<String> udp = Collections.nCopies(3, "udp");
            List<Profile> base = Collections.nCopies(3, Profile.BASE);
            return new Scenario(udp, loss, duplication, 0, messages, true, false, base, false, 0);
        }
    }

    private static final Duration SENDING = Duration.ofSeconds(10);
    private static final Duration COMING_TO_REST = Duration.ofMinutes(3);
    private static final Duration DOWN = Duration.ofMillis(500);
    private static final long SEND_TIMEOUT_SECONDS = 120; // longer than the network is bad
    private static final long WALL_CLOCK_START = 1_700_000_000_000L;

    private final Scenario scenario;
    private final VirtualTime time;
    private final SplittableRandom random;
    private final History history = new History();
    private final List<ImClient> clients = new ArrayList<>();
    private final VirtualLoop conductor;
    private final SimulatedNetwork network;
    private final @Nullable MessageStore disk;
    private SimulatedServer server;
    private boolean down; // between a kill and the next start
    private final Set<String> loggedInAgain = new HashSet<>();
    private final Set<String> kicked = new HashSet<>();

    Simulation(long seed, Scenario scenario) {
        this.scenario = scenario;
        this.time = new VirtualTime(seed);
        this.random = time.newRandom();
        this.conductor = time.newLoop("conductor");
        NetworkConditions conditions = NetworkConditions.builder()
                .loss(scenario.loss())
                .duplication(scenario.duplication())
                .delayBetween(Duration.ofMillis(5), Duration.ofMillis(40))
                .build();
        disk = scenario.store() ? MessageStores.inMemory() : null;
        network = new SimulatedNetwork(time, conditions);
        server = startServer();
        for (int i = 0; i < scenario.schemes().size(); i++) {
            clients.add(newClient(
                    "user" + i, scenario.schemes().get(i), scenario.profiles().get(i)));
        }
    }

    private ServerClock clock() {
        return new ServerClock() {
            @Override
            public long nowNanos() {
                return time.nowNanos();
            }

            @Override
            public long nowMillis() {
                return WALL_CLOCK_START + time.elapsed().toMillis();
            }
        };
    }

    private SimulatedServer startServer() {
        SimulatedServer started = new SimulatedServer(time, new Application(), disk, clock());
        network.connectTo(started.core().acceptor(), started.loops());
        return started;
    }

    /** As with kill -9: what the server had in memory is gone, what was under way to its disk as well. */
    private void killServer() {
        if (down) {
            return;
        }
        down = true;
        server.kill();
        network.breakAll();
        conductor.executeAfter(DOWN, () -> {
            server = startServer();
            down = false;
        });
    }

    private ImClient newClient(String user, String scheme, Profile profile) {
        VirtualLoop loop = time.newLoop(user);
        VirtualLoop callbacks = time.newLoop(user + " callbacks");
        return new ClientCore(
                ImClient.builder()
                        .server(scheme + "://server")
                        .profile(profile)
                        .sendTimeout(
                                scenario.store() && profile == Profile.LINK ? SEND_TIMEOUT_SECONDS : 15,
                                TimeUnit.SECONDS)
                        .listener(new UserApplication(user))
                        .config(),
                loop,
                network.connector(user, loop),
                task -> callbacks.executeAfter(Duration.ofMillis(1), task),
                new Random(random.nextLong()),
                () -> {});
    }

    /** Runs it to the end, and returns what happened. */
    History run() {
        for (int i = 0; i < clients.size(); i++) {
            logIn(i);
        }
        time.runFor(Duration.ofSeconds(15));
        for (int i = 0; i < scenario.messages(); i++) {
            conductor.executeAfter(scenario.atOnce() ? Duration.ZERO : sometime(), this::sendSomething);
        }
        for (int i = 0; i < scenario.breaks(); i++) {
            conductor.executeAfter(sometime(), () -> network.breakWire(user(random.nextInt(clients.size()))));
        }
        for (int i = 0; i < scenario.kills(); i++) {
            conductor.executeAfter(sometime(), this::killServer);
        }
        time.runFor(SENDING);
        time.runFor(scenario.store() ? COMING_TO_REST : COMING_TO_REST.dividedBy(3));
        return history;
    }

    /** A first login is not repeated by the client itself: at high loss an application has to. */
    private void logIn(int i) {
        clients.get(i).login(user(i), "token").whenComplete((result, failure) -> {
            if (failure != null) {
                loggedInAgain.add(user(i));
                conductor.execute(() -> logIn(i));
            }
        });
    }

    private Duration sometime() {
        return Duration.ofNanos(random.nextLong(SENDING.toNanos()));
    }

    private void sendSomething() {
        int from = random.nextInt(-1, clients.size());
        int to = random.nextInt(from < 0 ? 0 : -1, clients.size());
        String text = "text " + history.all().size();
        String receiver = to < 0 ? Protocal.SERVER_ID : user(to);
        if (from < 0) {
            history.sent(
                    Protocal.SERVER_ID, receiver, text, server.core().sender().send(receiver, text));
        } else {
            history.sent(user(from), receiver, text, clients.get(from).sender().send(receiver, text));
        }
    }

    private static String user(int i) {
        return "user" + i;
    }

    /** What still hangs about after everything has come to rest, though it should not. */
    List<String> leftovers() {
        List<String> found = new ArrayList<>();
        for (ImClient client : clients) {
            if (client.statistics().pendingMessages() != 0) {
                found.add(client + " still has " + client.statistics().pendingMessages() + " pending messages");
            }
            if (client.state() != ClientState.ONLINE && scenario.loss() < 0.3) {
                found.add(client + " is not online at the end");
            }
        }
        // A first login that the application repeats may kick the repeat out, when it reaches the server after it.
        kicked.removeAll(loggedInAgain);
        if (!kicked.isEmpty()) {
            found.add(kicked + " were kicked out, though they logged in once");
        }
        return found;
    }

    private boolean speaksLink(String user) {
        return scenario.profiles().get(Integer.parseInt(user.substring("user".length()))) == Profile.LINK;
    }

    /** The application in the server. */
    private final class Application implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            return LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {
            history.received(Protocal.SERVER_ID, p.from(), p.fp(), p.dataContent(), scenario.kills() > 0);
        }

        @Override
        public void onC2CDelivered(Protocal p) {
            if (scenario.kills() == 0 || speaksLink(p.from())) { // otherwise the message may have been stored twice
                history.toldOnce("c2cDelivered " + p.from() + '/' + p.fp());
            }
        }

        @Override
        public boolean onRealtimeSendFailed(Protocal p) {
            if (scenario.takesOver()) {
                history.takenOver(p.from(), p.fp(), p.to());
            }
            return scenario.takesOver();
        }

        @Override
        public void onS2CDelivered(String fingerprint) {
            history.toldOnce("s2c outcome " + fingerprint);
        }

        @Override
        public void onS2CLost(List<Protocal> lost) {
            lost.forEach(p -> history.toldOnce("s2c outcome " + p.fp()));
        }
    }

    /** The application of one user. */
    private final class UserApplication implements ClientListener {
        private final String user;

        UserApplication(String user) {
            this.user = user;
        }

        @Override
        public void onMessage(Protocal p) {
            history.received(user, p.from(), p.fp(), p.dataContent(), false);
        }

        @Override
        public void onKickedOut(int code, String reason) {
            kicked.add(user);
        }
    }
}
