package io.fingerpost.client.session;

import static io.fingerpost.client.session.ClientFixture.assertLost;
import static io.fingerpost.client.session.ClientFixture.assertRejected;
import static io.fingerpost.client.session.ClientFixture.failure;
import static io.fingerpost.client.session.LinkFixture.message;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.session.LinkServer.Fate;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import io.fingerpost.core.link.LinkLog;
import io.fingerpost.testkit.NetworkConditions;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in the outbox directory, and what becomes of it when the program ends in whatever way. */
@SuppressWarnings("FutureReturnValueIgnored") // where the test is about something else
class OutboxTest {
    @TempDir
    private Path folder;

    private int copies;

    private LinkFixture start(String address) {
        return start(new VirtualTime(1), null, Runnable::run, folder, address);
    }

    private static LinkFixture start(VirtualTime time, LinkServer server, Executor disk, Path folder, String address) {
        Consumer<ImClientBuilder> settings = b -> b.server(address).outboxDirectory(folder.toFile());
        return new LinkFixture(time, server, Runnable::run, disk, settings);
    }

    /** Kills the client, and starts another one with what it has left on the disk at this moment. */
    private LinkFixture killAndStart(LinkFixture f, String address) throws IOException {
        return start(f.time, f.server, Runnable::run, killAndCopy(f, folder), address);
    }

    /** The killed client's files stay locked, as it is killed in the mind only. */
    private Path killAndCopy(LinkFixture f, Path from) throws IOException {
        f.kill();
        Path copy = folder.resolve("copy" + copies++);
        Files.createDirectories(copy);
        try (var files = Files.newDirectoryStream(from, "*.{outbox,new}")) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Path log(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.outbox")) {
            return files.iterator().next();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://one", "udp://one"})
    @DisplayName("M61: messages of a killed client go out under their numbers, and what becomes of them is told")
    void m61_killed(String address) throws IOException {
        LinkFixture f = start(address).online();
        f.server.fate = p -> p.dataContent().startsWith("held") ? Fate.HOLD : Fate.DELIVER;
        f.send("bob", "delivered");
        f.advance(20, MILLISECONDS);
        Delivery held = f.send("bob", "held");
        f.advance(20, MILLISECONDS);
        f.client.networkLost();
        f.run();
        Delivery offline = f.send("carol", "offline");
        assertThat(offline.state()).isEqualTo(DeliveryState.QUEUED);
        long epoch = f.server.last().hello().epoch();
        String device = f.server.last().hello().device();

        f.server.fate = p -> Fate.DELIVER;
        LinkFixture g = killAndStart(f, address).online();
        assertThat(g.server.last().hello().epoch()).isEqualTo(epoch);
        assertThat(g.server.last().hello().device()).isEqualTo(device);
        assertThat(g.server.last().hello().doneUpTo()).isEqualTo(1);
        g.advance(50, MILLISECONDS);
        assertThat(g.server.texts()).containsExactly("delivered", "held", "held", "offline");
        assertThat(g.listener.outcomes)
                .containsExactlyInAnyOrder(
                        "accepted " + held.fingerprint(),
                        "delivered " + held.fingerprint(),
                        "accepted " + offline.fingerprint(),
                        "delivered " + offline.fingerprint());
        assertThat(g.client.statistics().pendingMessages()).isZero();
        g.send("bob", "next");
        g.advance(50, MILLISECONDS);
        assertThat(g.server.texts()).endsWith("next");
    }

    @Test
    @DisplayName(
            "M60: what a killed client had completed is not handed over again, also if the server did not learn of it")
    void m60_received() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.say(message("bob", "1", "one"));
        f.run(); // the acknowledgement goes out 5 ms later
        f.listener.expect("message bob: one");
        f.server.say(message("bob", "2", "two"));
        LinkFixture g = killAndStart(f, "tcp://one").online();
        assertThat(g.server.last().hello().rx()).isEqualTo(1);
        g.advance(10, MILLISECONDS);
        g.listener.expect("again bob: two");
        assertThat(g.server.left()).isEmpty();
    }

    @Test
    @DisplayName("A message is sent only once it is in the file")
    void writtenBeforeSent() {
        Queue<Runnable> disk = new ArrayDeque<>();
        LinkFixture f = start(new VirtualTime(1), null, disk::add, folder, "tcp://one");
        f.client.login("alice", "secret");
        f.run();
        assertThat(f.server.connections).isEmpty();
        disk.remove().run();
        f.advance(10, MILLISECONDS);
        assertThat(f.client.state().isOnline()).isTrue();
        disk.forEach(Runnable::run);
        disk.clear();

        Delivery first = f.send("bob", "1");
        Delivery second = f.send("bob", "2");
        f.advance(100, MILLISECONDS);
        assertThat(first.state()).isEqualTo(DeliveryState.QUEUED);
        assertThat(f.server.received).isEmpty();
        assertThat(disk).as("both in one go").hasSize(1);
        disk.remove().run();
        f.advance(10, MILLISECONDS);
        assertThat(List.of(first, second)).allMatch(d -> d.state() == DeliveryState.ACCEPTED);
    }

    @Test
    @DisplayName("Logging out gives up what is pending; any other end keeps it")
    void logout() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        Delivery lost = f.send("bob", "lost");
        f.client.logout();
        f.run();
        assertLost(lost, 203);
        assertThat(f.listener.outcomes).containsExactly("lost " + lost.fingerprint() + " 203");
        f.client.login("alice", "secret");
        f.advance(10, MILLISECONDS);
        Delivery kept = f.send("bob", "kept");
        f.client.close();
        f.run();
        assertLost(kept, 203);
        assertThat(failure(kept)).hasMessageContaining("it stays in the outbox");
        assertThat(f.listener.outcomes).hasSize(1);

        f.server.fate = p -> Fate.ACCEPT;
        LinkFixture g =
                start(f.time, f.server, Runnable::run, folder, "tcp://one").online();
        g.advance(10, MILLISECONDS);
        assertThat(g.listener.outcomes).containsExactly("accepted " + kept.fingerprint());
        assertThat(g.server.texts()).containsExactly("lost", "kept", "kept");
    }

    @Test
    @DisplayName(
            "A first login that fails leaves the outbox as it is; the time of its messages begins when the user is online")
    void firstLoginFails() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        Delivery d = f.send("bob", "kept");
        f.client.close();
        f.run();
        f.server.answersConnections = false;
        LinkFixture g = start(f.time, f.server, Runnable::run, folder, "tcp://one");
        for (int i = 0; i < 3; i++) {
            g.client.login("alice", "secret");
            g.advance(20, SECONDS);
            assertThat(g.client.state().isOnline()).isFalse();
        }
        assertThat(g.listener.outcomes).isEmpty();
        g.server.answersConnections = true;
        g.client.login("alice", "secret");
        g.advance(14_900, MILLISECONDS);
        assertThat(g.client.statistics().pendingMessages()).isEqualTo(1);
        g.advance(200, MILLISECONDS);
        assertThat(g.listener.outcomes).containsExactly("lost " + d.fingerprint() + " 3");
        g.client.close();
        g.run();
        LinkFixture h =
                start(f.time, f.server, Runnable::run, folder, "tcp://one").online();
        assertThat(h.client.statistics().pendingMessages()).isZero();
    }

    @Test
    @DisplayName("Each user has a file of his own")
    void anotherUser() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "of alice");
        f.client.close();
        f.run();
        LinkFixture g = start(f.time, f.server, Runnable::run, folder, "tcp://one");
        g.client.login("carol", "secret");
        g.advance(10, MILLISECONDS);
        assertThat(g.client.userId()).isEqualTo("carol");
        assertThat(g.client.statistics().pendingMessages()).isZero();
        assertThat(folder.toFile().list((dir, name) -> name.endsWith(".outbox")))
                .hasSize(2);
    }

    @Test
    @DisplayName("One client at a time: a login fails while another has the file, and works afterwards")
    void locked() {
        LinkFixture f = start("tcp://one").online();
        LinkFixture g = start(f.time, f.server, Runnable::run, folder, "tcp://one");
        var in = g.client.login("alice", "secret");
        g.run();
        assertThat(ClientFixture.failure(in).errorCode()).isEqualTo(203);
        assertThat(ClientFixture.failure(in)).hasMessageContaining("another client of this program uses it");
        assertThat(f.client.state().isOnline()).isTrue();
        f.client.close();
        f.run();
        g.online();
    }

    @Test
    void aFolderThatCannotBeMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LinkFixture f = start(new VirtualTime(1), null, Runnable::run, file.resolve("folder"), "tcp://one");
        var in = f.client.login("alice", "secret");
        f.run();
        assertThat(ClientFixture.failure(in)).hasMessageContaining("cannot be made");
    }

    @Test
    @DisplayName("The base profile keeps messages too; between the profiles they begin another numbering")
    void baseProfile() throws IOException {
        LinkFixture f = start("tcp://one");
        f.server.speaksLink = false;
        f.online();
        f.client.networkLost();
        f.run();
        Delivery one = f.send("bob", "1");
        Delivery two = f.send("bob", "2");
        LinkFixture g = killAndStart(f, "tcp://one").online();
        g.advance(10, MILLISECONDS);
        assertThat(g.server.texts()).containsExactly("1", "2");
        assertThat(g.listener.outcomes)
                .containsExactly("accepted " + one.fingerprint(), "accepted " + two.fingerprint());
        g.client.networkLost();
        g.run();
        Delivery three = g.send("bob", "3");
        g.server.speaksLink = true;
        LinkFixture h = start(g.time, g.server, Runnable::run, killAndCopy(g, folder.resolve("copy0")), "tcp://one");
        h.online();
        h.advance(10, MILLISECONDS);
        assertThat(h.listener.outcomes).containsExactly("accepted " + three.fingerprint());
    }

    @Test
    @DisplayName("While linked and base servers alternate, a killed client loses nothing and uses no number twice")
    void betweenProfiles() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        f.server.speaksLink = false;
        f.reconnect();
        f.send("bob", "2");
        f.server.speaksLink = true;
        f.server.fate = p -> Fate.ACCEPT;
        f.client.networkLost();
        f.run();
        f.send("bob", "3");
        f.client.networkAvailable();
        f.advance(50, MILLISECONDS);
        long epoch = f.server.last().hello().epoch();
        f.client.networkLost();
        f.run();
        Delivery four = f.send("bob", "4");
        LinkFixture g = killAndStart(f, "tcp://one").online();
        g.advance(50, MILLISECONDS);
        assertThat(g.server.last().hello().epoch()).isEqualTo(epoch);
        assertThat(g.server.texts()).containsExactly("1", "1", "2", "3", "4");
        assertThat(g.listener.outcomes).containsExactly("accepted " + four.fingerprint());
    }

    @Test
    @DisplayName("Full disk: what cannot be written is rejected with the reason, and nothing of it is sent")
    void fullDisk() throws IOException {
        LinkFixture f = start("tcp://one").online();
        while (Files.size(log(folder)) < 250_000) { // a little more, and it would be written anew
            f.send("bob", "x".repeat(1_000));
            f.advance(10, MILLISECONDS);
        }
        int sent = f.server.received.size();
        Path fresh =
                log(folder).resolveSibling(log(folder).getFileName().toString().replace(".outbox", ".new"));
        Files.createDirectory(fresh); // so that there can be no such file
        Delivery rejected = f.send("bob", "x".repeat(20_000));
        assertRejected(rejected, 3, "the outbox cannot be written: " + fresh);
        assertRejected(f.client.sender().send("bob", "at once"), 3, "the outbox cannot be written");
        f.advance(2, SECONDS);
        assertRejected(f.send("bob", "again"), 3, "the outbox cannot be written");
        f.server.say(message("bob", "1", "receiving goes on"));
        f.advance(2, SECONDS);
        assertThat(f.server.left()).isEmpty();

        Files.delete(fresh);
        Delivery after = f.send("bob", "after");
        f.advance(10, MILLISECONDS);
        assertThat(after.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.server.texts()).hasSize(sent + 1).endsWith("after");
        LinkFixture g = killAndStart(f, "tcp://one").online();
        assertThat(g.server.last().hello().rx()).isEqualTo(1);
        assertThat(g.client.statistics().pendingMessages()).isZero();
    }

    @Test
    @DisplayName(
            "Damage in the middle of the file: a new numbering begins, what can be read is sent, and the damage is told")
    void damaged() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        Path log = log(folder);
        long middle = Files.size(log);
        f.send("bob", "2");
        f.send("bob", "3");
        long epoch = f.server.last().hello().epoch();
        String device = f.server.last().hello().device();
        Path copy = killAndCopy(f, folder);
        byte[] bytes = Files.readAllBytes(log(copy));
        bytes[(int) middle + 40] ^= 1;
        Files.write(log(copy), bytes);
        f.server.fate = p -> Fate.ACCEPT;
        LinkFixture g = start(f.time, f.server, Runnable::run, copy, "tcp://one");
        g.client.login("alice", "secret");
        g.advance(20, MILLISECONDS);
        g.listener.expect("error 2", "online alice");
        assertThat(g.server.last().hello().epoch()).isNotEqualTo(epoch);
        assertThat(g.server.last().hello().device()).isEqualTo(device);
        g.send("bob", "4");
        g.advance(20, MILLISECONDS);
        assertThat(g.server.texts()).containsExactly("1", "2", "3", "1", "4");
    }

    @Test
    @DisplayName("A torn tail, at every offset: everything before it is there, and the numbering goes on")
    void torn() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        int whole = (int) Files.size(log(folder));
        long epoch = f.server.last().hello().epoch();
        f.client.networkLost();
        f.run();
        f.send("bob", "2");
        Path copy = killAndCopy(f, folder);
        byte[] bytes = Files.readAllBytes(log(copy));
        assertThat(bytes.length).isGreaterThan(whole + 100);
        f.server.fate = p -> Fate.ACCEPT;
        for (int length = whole; length < bytes.length; length++) {
            Path torn = Files.createDirectory(folder.resolve("torn" + length));
            Files.write(torn.resolve(log(copy).getFileName()), Arrays.copyOf(bytes, length));
            LinkFixture g =
                    start(f.time, f.server, Runnable::run, torn, "tcp://one").online();
            assertThat(g.server.last().hello().epoch()).as("%d bytes", length).isEqualTo(epoch);
            assertThat(g.client.statistics().pendingMessages()).isEqualTo(1);
            g.client.close();
            g.run();
        }
    }

    @Test
    @DisplayName("The file does not grow: it is written anew, and the number of a message is never given again")
    void compaction() throws IOException {
        LinkFixture f = start("tcp://one").online();
        for (int i = 0; i < 2_000; i++) {
            f.client.sender().send("bob", "x".repeat(1_000));
            f.advance(10, MILLISECONDS);
        }
        assertThat(Files.size(log(folder))).isLessThan(300_000);
        LinkFixture g = killAndStart(f, "tcp://one").online();
        assertThat(g.server.last().hello().doneUpTo()).isEqualTo(4_000);
        assertThat(Files.size(log(folder.resolve("copy0")))).isLessThan(300);
    }

    @Test
    @DisplayName("The old file was gone, and the new one not there yet under its name: it is found")
    void killedWhileReplacing() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        Path copy = killAndCopy(f, folder);
        Path log = log(copy);
        Path fresh = log.resolveSibling(log.getFileName().toString().replace(".outbox", ".new"));
        Files.move(log, fresh);
        LinkFixture g =
                start(f.time, f.server, Runnable::run, copy, "tcp://one").online();
        assertThat(g.client.statistics().pendingMessages()).isEqualTo(1);
    }

    @Test
    @DisplayName("Another device id: the messages are kept, their numbering begins anew")
    void anotherDevice() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        f.client.close();
        f.run();
        Consumer<ImClientBuilder> settings =
                b -> b.server("tcp://one").outboxDirectory(folder.toFile()).device("new");
        LinkFixture g = new LinkFixture(f.time, f.server, Runnable::run, Runnable::run, settings).online();
        assertThat(g.server.last().hello().device()).isEqualTo("new");
        g.advance(10, MILLISECONDS);
        assertThat(g.server.texts()).containsExactly("1", "1");
    }

    @Test
    @DisplayName(
            "M61, M60: killed again and again at any moment: nothing lost, nothing twice, and nothing again without saying so")
    void m61_killedAtAnyMoment() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            new KillRun(seed, folder.resolve("run" + seed)).run();
        }
    }

    /** One client after the other, each with what the one before has left on the disk. */
    private static final class KillRun {
        private final int seed;
        private final VirtualTime time;
        private final SplittableRandom random;
        private final String address;
        private final LinkServer server;
        private final Set<String> sent = new HashSet<>(); // fingerprints that a connection was given
        private final List<Delivery> deliveries = new ArrayList<>();
        private final List<String> handed = new ArrayList<>();
        private final Set<String> outcomes = new HashSet<>();
        private Path folder;
        private int messages;
        private int said;

        KillRun(int seed, Path folder) {
            this.seed = seed;
            this.folder = folder;
            this.time = new VirtualTime(seed);
            this.random = time.newRandom();
            this.address = random.nextBoolean() ? "tcp://one" : "udp://one";
            this.server = new LinkServer(time);
            this.server.fate = p -> random.nextInt(4) == 0 ? Fate.HOLD : Fate.ACCEPT;
            this.server.conditions = NetworkConditions.builder()
                    .loss(random.nextInt(3) / 10.0)
                    .delayBetween(Duration.ofMillis(1), Duration.ofMillis(30))
                    .build();
        }

        void run() throws IOException {
            for (int life = 0; life < 6; life++) {
                LinkFixture f = newClient();
                f.client.login("alice", "secret");
                for (int i = random.nextInt(40); i > 0; i--) {
                    if (random.nextBoolean()) {
                        deliveries.add(f.client.sender().send("to" + random.nextInt(3), "m" + messages++));
                    } else {
                        server.say(message("from" + random.nextInt(3), "s" + said, "s" + said++));
                    }
                    time.runFor(Duration.ofNanos(random.nextLong(20_000_000)));
                    server.received.stream().skip(random.nextInt(3)).forEach(server::accept);
                }
                note(f);
                kill(f, life);
            }
            server.fate = p -> Fate.ACCEPT;
            LinkFixture last = newClient();
            last.client.login("alice", "secret");
            time.runFor(Duration.ofSeconds(14));
            note(last);
            check(last);
            last.client.close();
            time.runFor(Duration.ZERO);
        }

        private LinkFixture newClient() {
            VirtualLoop disk = time.newLoop("disk");
            Executor slow = task -> disk.executeAfter(Duration.ofMillis(3), task);
            return start(time, server, slow, folder, address);
        }

        private void note(LinkFixture f) {
            deliveries.forEach(d -> {
                if (d.state() != DeliveryState.QUEUED && d.state() != DeliveryState.REJECTED) {
                    sent.add(d.fingerprint());
                }
            });
            handed.addAll(f.listener.events().stream()
                    .filter(e -> e.contains(" from"))
                    .toList());
            outcomes.addAll(f.listener.outcomes);
        }

        private void kill(LinkFixture f, int life) throws IOException {
            f.kill();
            Path next = folder.resolveSibling(folder.getFileName() + "-" + life);
            Files.createDirectories(next);
            if (Files.isDirectory(folder)) {
                try (var files = Files.newDirectoryStream(folder, "*.{outbox,new}")) {
                    for (Path file : files) {
                        Files.copy(file, next.resolve(file.getFileName()));
                    }
                }
            }
            folder = next;
        }

        private void check(LinkFixture last) {
            assertThat(last.client.statistics().pendingMessages())
                    .as("seed %d", seed)
                    .isZero();
            List<String> arrived =
                    server.received.stream().map(Protocal::fp).distinct().toList();
            assertThat(arrived).as("seed %d: lost", seed).containsAll(sent);
            assertThat(server.accepted)
                    .as("seed %d: accepted twice", seed)
                    .doesNotHaveDuplicates()
                    .containsAll(sent);
            assertThat(server.left()).as("seed %d: not received", seed).isEmpty();
            Set<String> seen = new HashSet<>();
            for (String event : handed) {
                String text = event.substring(event.lastIndexOf(' ') + 1);
                assertThat(seen.add(text) || event.startsWith("again"))
                        .as("seed %d: %s without saying that it may be a repeat", seed, event)
                        .isTrue();
            }
            assertThat(seen).as("seed %d: handed over", seed).hasSize(said);
        }
    }

    @Test
    @DisplayName("A login of an earlier run that is resumed takes messages once the outbox is open, and connects then")
    void resumed() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        Delivery first = f.send("bob", "1");
        f.client.close();
        f.run();
        f.server.fate = p -> Fate.ACCEPT;
        Queue<Runnable> disk = new ArrayDeque<>();
        LinkFixture g = start(f.time, f.server, disk::add, folder, "tcp://one");
        int connections = g.server.connections.size();
        CompletableFuture<Void> ready = g.client.resume("alice", () -> "secret", null, 1_000);
        g.client.networkChanged();
        g.client.networkAvailable();
        g.run();
        assertThat(g.server.connections).hasSize(connections);
        assertThat(ready).isNotDone();
        CompletableFuture<LoginResult> online = g.client.login("alice", "secret");
        g.run();
        assertThat(g.server.connections).hasSize(connections);
        assertThat(ready).as("replaced").isCompletedExceptionally();
        assertRejected(g.client.sender().send("bob", "too early"), 203, "log in first");
        g.client.networkLost();
        g.run();
        disk.remove().run();
        g.run();
        Delivery second = g.send("bob", "2");
        assertThat(second.state()).isEqualTo(DeliveryState.QUEUED);
        g.client.networkAvailable();
        for (int i = 0; i < 10; i++) {
            List<Runnable> due = new ArrayList<>(disk);
            disk.clear();
            due.forEach(Runnable::run);
            g.advance(10, MILLISECONDS);
        }
        assertThat(online).isCompleted();
        assertThat(g.server.texts()).containsExactly("1", "1", "2");
        assertThat(g.listener.outcomes).contains("accepted " + first.fingerprint(), "accepted " + second.fingerprint());
    }

    @Test
    @DisplayName("Logging in twice before the server has answered keeps what is in the outbox")
    void loggedInTwice() {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        Delivery first = f.send("bob", "1");
        f.client.close();
        f.run();
        f.server.fate = p -> Fate.ACCEPT;
        LinkFixture g = start(f.time, f.server, Runnable::run, folder, "tcp://one");
        g.server.answersLogin = false;
        CompletableFuture<LoginResult> once = g.client.login("alice", "secret");
        g.run();
        g.server.answersLogin = true;
        g.client.login("alice", "secret");
        g.advance(1, SECONDS);
        assertThat(once).isCompletedExceptionally();
        assertThat(g.listener.outcomes).containsExactly("accepted " + first.fingerprint());
    }

    @Test
    @DisplayName("What the file says can be read back by hand")
    void readable() throws IOException {
        LinkFixture f = start("tcp://one").online();
        f.server.fate = p -> Fate.HOLD;
        f.send("bob", "1");
        File log = log(folder).toFile();
        LinkLog read = LinkLog.read(Files.readAllBytes(log.toPath()));
        assertThat(read.isDamaged()).isFalse();
        assertThat(read.token()).isEqualTo("token-1");
        assertThat(read.messages()).hasSize(1);
    }
}
