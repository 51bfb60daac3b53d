package io.fingerpost.server.store;

import static io.fingerpost.server.store.StoreUnderTest.message;
import static io.fingerpost.server.store.StoreUnderTest.notice;
import static io.fingerpost.server.store.StoreUnderTest.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fingerpost.server.store.EmbeddedMessageStore.Tuning;
import io.fingerpost.server.store.MessageStore.Inbox;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store on disk does when the disk does not. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class StoreFaultsTest {
    private static final int SEEDS = Integer.getInteger("fingerpost.store.faultSeeds", 20);

    private static final int FIRST_SEED = Integer.getInteger("fingerpost.store.firstSeed", 0);

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private StoreUnderTest store;

    @BeforeEach
    void open() throws IOException {
        open(Tuning.DEFAULT.maxWaitingBytes());
    }

    private void open(long maxWaitingBytes) throws IOException {
        store = new StoreUnderTest(EmbeddedMessageStore.open(
                directory,
                StoreLimits.DEFAULT,
                System::currentTimeMillis,
                new Tuning(disk.prefix(), maxWaitingBytes, 0, 0)));
    }

    @AfterEach
    void close() {
        disk.heal();
        store.close();
        disk.close();
    }

    @Test
    @DisplayName("Full disk: refused with the reason, nothing of it is visible, and goes on when there is space")
    void aFullDisk() {
        store.append("bob", message("before"));
        Inbox inbox = store.inbox("bob");
        disk.fillUpAfter(0);

        for (int i = 0; i < 3; i++) {
            Change change = Change.append("bob", message("lost")).andReceived(numbered("alice", 1));
            Result result = store.commit(change);
            assertThat(result.status()).isEqualTo(Status.FAILED);
            assertThat(result.reason()).isEqualTo("The message store cannot write: no space left");
        }
        assertThat(store.remove("bob", 1)).isEqualTo(Status.FAILED);
        assertThat(store.texts("bob")).containsExactly("before");
        assertThat(store.inbox("bob")).isEqualTo(inbox);
        assertThat(store.received("alice").cum()).isZero();
        assertThat(store.inbox("a new user").lastSequence()).isZero();

        disk.heal();
        assertThat(store.commit(Change.append("bob", message("after")).andReceived(numbered("alice", 1))))
                .isEqualTo(Result.done(2));
        assertThat(store.texts("bob")).containsExactly("before", "after");
    }

    @Test
    void whatCouldNotBeMadeSafeIsNotVisibleEvenIfItWasWritten() throws Exception {
        store.append("bob", message("before"));
        disk.failToForce();
        Result result = store.commit(Change.append("bob", message("lost")).andReceived(numbered("alice", 1)));
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.reason()).isEqualTo("The message store cannot write: input/output error");
        assertThat(store.texts("bob")).containsExactly("before");

        disk.heal();
        assertThat(store.append("bob", message("after"))).isEqualTo(2);
        reopen();
        assertThat(store.texts("bob")).containsExactly("before", "after");
        assertThat(store.received("alice").cum()).isZero();
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    @Test
    void allChangesOfAGroupComeToNothingTogether() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        disk.stall(gate);
        CountDownLatch answers = new CountDownLatch(20);
        List<Status> told = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 20; i++) {
            store.store().commit(Change.append("user " + i % 3, message("m")), result -> {
                told.add(result.status());
                answers.countDown();
            });
        }
        disk.fillUpAfter(0);
        gate.countDown();
        answers.await();
        assertThat(told).containsOnly(Status.FAILED);
        disk.heal();
        assertThat(store.append("user 1", message("m"))).isEqualTo(1);
    }

    @Test
    @DisplayName("M62: what waits to be written is bounded; beyond that a change is refused at once")
    void m62_aStalledDisk() throws Exception {
        store.close();
        open(10_000);
        CountDownLatch gate = new CountDownLatch(1);
        disk.stall(gate);
        List<Result> told = Collections.synchronizedList(new ArrayList<>());
        int given = 0;
        while (told.isEmpty()) {
            assertThat(given++).isLessThan(100);
            store.store().commit(Change.append("bob", message("m")), told::add);
        }
        assertThat(told.get(0).status()).isEqualTo(Status.FAILED);
        assertThat(told.get(0).reason()).contains("cannot write as fast");

        gate.countDown();
        int all = given;
        await().until(() -> told.size() == all);
        assertThat(told.stream().filter(r -> r.status() == Status.DONE)).hasSize(all - 1);
        assertThat(store.read("bob")).hasSize(all - 1);
    }

    @Test
    @DisplayName("M61: wherever writing breaks off, what was confirmed is there, in order, and nothing else")
    void m61_writingBreaksOffAnywhere() throws Exception {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Random random = new Random(seed);
            String user = "user " + seed;
            List<String> confirmed = new ArrayList<>();
            for (int step = 0; step < 30; step++) {
                String text = "step " + step;
                if (random.nextInt(3) == 0) {
                    disk.fillUpAfter(random.nextInt(20_000));
                } else if (random.nextInt(6) == 0) {
                    disk.failToForce();
                }
                Result result = store.commit(Change.append(user, message(text)));
                disk.heal();
                if (result.status() == Status.DONE) {
                    confirmed.add(text);
                    assertThat(result.sequence()).as("seed %d", seed).isEqualTo(confirmed.size());
                }
                assertThat(store.texts(user)).as("seed %d, step %d", seed, step).isEqualTo(confirmed);
            }
            reopen();
            assertThat(store.texts(user)).as("seed %d", seed).isEqualTo(confirmed);
        }
    }

    @Test
    void aReaderThatIsInterruptedHarmsNobody() throws Exception {
        for (int i = 0; i < 50; i++) {
            store.append("bob", StoreUnderTest.messageOf("alice", 60_000));
        }
        reopen(); // so that reading has to go to the file
        CountDownLatch started = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                started.countDown();
                try {
                    store.read("bob");
                } catch (IllegalStateException e) {
                    return; // its own read may fail, as it is the one that was interrupted
                }
            }
        });
        reader.start();
        started.await();
        reader.interrupt();
        reader.join();
        assertThat(store.read("bob")).hasSize(50);
        assertThat(store.append("bob", notice("n"))).isEqualTo(50L * 55 + 1);
        assertThat(store.read("bob")).hasSize(51);
    }

    @Test
    @DisplayName("M61: every change is forced to the disk before it is confirmed")
    void m61_nothingIsConfirmedThatIsNotForced() {
        int before = disk.forced();
        for (int i = 0; i < 10; i++) {
            store.append("bob", message("m"));
        }
        assertThat(disk.forced() - before).isGreaterThanOrEqualTo(10);
    }
}
