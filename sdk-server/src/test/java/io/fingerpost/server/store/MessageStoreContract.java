package io.fingerpost.server.store;

import static io.fingerpost.server.store.StoreUnderTest.message;
import static io.fingerpost.server.store.StoreUnderTest.messageOf;
import static io.fingerpost.server.store.StoreUnderTest.notice;
import static io.fingerpost.server.store.StoreUnderTest.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.core.link.LinkLimits;
import io.fingerpost.server.store.Change.Received;
import io.fingerpost.server.store.MessageStore.Inbox;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every store that comes with the server does. */
abstract class MessageStoreContract {
    private static final Duration AGE = Duration.ofDays(7);
    private static final StoreLimits LIMITS = StoreLimits.DEFAULT;

    private final AtomicLong wallMillis = new AtomicLong(1_800_000_000_000L);
    private StoreUnderTest store;

    /** Opens the store that is tested. */
    abstract MessageStore open(StoreLimits limits, LongSupplier wallMillis);

    private StoreUnderTest begin(StoreLimits limits) {
        store = new StoreUnderTest(open(limits, wallMillis::get));
        return store;
    }

    private StoreUnderTest begin() {
        return begin(LIMITS);
    }

    private void pass(Duration time) {
        wallMillis.addAndGet(time.toMillis());
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    // ---- numbers ----

    @Test
    void numbersAreDenseAndBeginWithOne() {
        begin();
        assertThat(store.append("bob", message("a"))).isEqualTo(1);
        assertThat(store.append("bob", message("b"))).isEqualTo(2);
        assertThat(store.append("carol", message("c"))).isEqualTo(1);
        assertThat(store.texts("bob")).containsExactly("a", "b");
    }

    @Test
    void aLargeMessageTakesANumberForEachOfItsPieces() {
        begin();
        store.append("bob", message("a"));
        assertThat(store.append("bob", messageOf("alice", 3 * LinkLimits.PIECE_BYTES)))
                .isEqualTo(4);
        assertThat(store.append("bob", message("b"))).isEqualTo(5);

        List<StoredMessage> stored = store.read("bob");
        assertThat(stored).extracting(StoredMessage::sequence).containsExactly(1L, 4L, 5L);
        assertThat(stored).extracting(StoredMessage::firstSequence).containsExactly(1L, 2L, 5L);
        store.remove("bob", 1);
        assertThat(store.inbox("bob").doneUpTo()).isEqualTo(1);
        store.remove("bob", 4);
        assertThat(store.inbox("bob").doneUpTo()).isEqualTo(4);
    }

    @Test
    void aNumberIsNeverGivenTwiceUnderOneToken() {
        begin();
        String token = store.inbox("bob").token();
        for (int i = 1; i <= 20; i++) {
            assertThat(store.append("bob", message("x"))).isEqualTo(i);
            store.remove("bob", i);
        }
        assertThat(store.inbox("bob")).isEqualTo(new Inbox(token, 20, 20));
    }

    @Test
    void anInboxIsBegunByAskingForIt() {
        begin();
        Inbox inbox = store.inbox("bob");
        assertThat(inbox.token()).matches("[0-9A-Za-z]{8,32}");
        assertThat(inbox.doneUpTo()).isZero();
        assertThat(inbox.lastSequence()).isZero();
        assertThat(store.inbox("bob")).isEqualTo(inbox);
        assertThat(store.inbox("carol").token()).isNotEqualTo(inbox.token());
    }

    @Test
    void whatIsDoneWithIsWhatComesBeforeTheFirstThatWaits() {
        begin();
        for (int i = 1; i <= 4; i++) {
            store.append("bob", message("m" + i));
        }
        store.remove("bob", 2);
        assertThat(store.inbox("bob").doneUpTo()).isZero();
        store.remove("bob", 1);
        assertThat(store.inbox("bob").doneUpTo()).isEqualTo(2);
        store.remove("bob", 3);
        store.remove("bob", 4);
        assertThat(store.inbox("bob").doneUpTo()).isEqualTo(4);
    }

    // ---- reading ----

    @Test
    void readingGoesOnAfterANumberWithinLimits() {
        begin();
        for (int i = 1; i <= 5; i++) {
            store.append("bob", messageOf("alice", 100));
        }
        assertThat(sequences(store.store().read("bob", 2, 2, Long.MAX_VALUE))).containsExactly(3L, 4L);
        assertThat(sequences(store.store().read("bob", 0, 10, 250))).containsExactly(1L, 2L);
        assertThat(sequences(store.store().read("bob", 0, 10, 200))).containsExactly(1L, 2L);
        assertThat(sequences(store.store().read("bob", 1, 10, 1)))
                .as("at least one")
                .containsExactly(2L);
        assertThat(store.store().read("bob", 5, 10, 1_000)).isEmpty();
        assertThat(store.store().read("nobody", 0, 10, 1_000)).isEmpty();
    }

    private static List<Long> sequences(List<StoredMessage> messages) {
        return messages.stream().map(StoredMessage::sequence).toList();
    }

    @Test
    void whatWasAppendedComesBackAsItWas() {
        begin();
        byte[] packet = new byte[65_536];
        IntStream.range(0, packet.length).forEach(i -> packet[i] = (byte) (i * 31));
        store.append("bob", new InboxEntry(packet, "alice", false, true));
        store.append("bob", new InboxEntry(new byte[0], "", true, false));

        InboxEntry first = store.read("bob").get(0).entry();
        assertThat(first.packet()).isEqualTo(packet);
        assertThat(first.conversation()).isEqualTo("alice");
        assertThat(first.notice()).isFalse();
        assertThat(first.reportsDelivery()).isTrue();
        InboxEntry second = store.read("bob").get(1).entry();
        assertThat(second.packet()).isEmpty();
        assertThat(second.conversation()).isEmpty();
        assertThat(second.notice()).isTrue();
        assertThat(second.reportsDelivery()).isFalse();
    }

    @Test
    void usersAreKeptApartWhateverTheirNames() {
        begin();
        List<String> users = List.of(
                "a",
                "aa",
                "ab",
                "b",
                "",
                "\0",
                "a\0",
                "a\0a",
                "\ud800",
                "\ud801",
                "?",
                "维",
                "é",
                "😀",
                "z".repeat(256));
        for (int round = 0; round < 3; round++) {
            users.forEach(user -> store.append(user, message(user, "for " + user)));
            users.forEach(user -> store.commit(Change.append(user, message("x")).andReceived(numbered(user, 1))));
        }
        for (String user : users) {
            assertThat(store.read(user))
                    .as(user)
                    .hasSize(4)
                    .filteredOn(m -> m.entry().conversation().equals(user))
                    .hasSize(3);
            assertThat(store.received(user).cum()).isEqualTo(1);
        }
    }

    // ---- as a whole, or not at all ----

    @Test
    @DisplayName("M61: what was received is not received again, and nothing else happens then")
    void m61_receivedBeforeIsADuplicate() {
        begin();
        Change change = Change.append("bob", message("once")).andReceived(numbered("alice", 1));
        assertThat(store.commit(change)).isEqualTo(Result.done(1));

        Result again = store.commit(change);

        assertThat(again.status()).isEqualTo(Status.DUPLICATE);
        assertThat(again.sequence()).isZero();
        assertThat(again.reason()).isNotEmpty();
        assertThat(store.texts("bob")).containsExactly("once");
    }

    @Test
    void aChangeThatOnlyNotesWhatWasReceived() {
        begin();
        Change change = Change.received(numbered("alice", 1));
        assertThat(store.commit(change)).isEqualTo(Result.done(0));
        assertThat(store.commit(change).status()).isEqualTo(Status.DUPLICATE);
    }

    @Test
    @DisplayName("M61: a message is removed once, and the notice of that is appended once")
    void m61_removedBeforeIsADuplicate() {
        begin();
        store.append("bob", message("hello"));
        Change change = Change.remove("bob", 1).andAppend("alice", notice("delivered"));
        assertThat(store.commit(change)).isEqualTo(Result.done(1));
        assertThat(store.commit(change).status()).isEqualTo(Status.DUPLICATE);
        assertThat(store.commit(Change.remove("bob", 7)).status()).isEqualTo(Status.DUPLICATE);
        assertThat(store.commit(Change.remove("nobody", 1).andAppend("alice", notice("x")))
                        .status())
                .isEqualTo(Status.DUPLICATE);
        assertThat(store.texts("alice")).containsExactly("delivered");
        assertThat(store.read("bob")).isEmpty();
    }

    @Test
    void aDuplicateRemovalDoesNotNoteWhatWasReceived() {
        begin();
        Change change = Change.remove("bob", 1).andReceived(numbered("bob", 1));
        assertThat(store.commit(change).status()).isEqualTo(Status.DUPLICATE);
        assertThat(store.received("bob").cum()).isZero();
    }

    @Test
    void whatAReceivedMessageRemovesAndAppendsIsOneChange() {
        begin();
        store.append("bob", message("question"));
        Change change = Change.remove("bob", 1)
                .andAppend("bob", message("bob", "to myself"))
                .andReceived(numbered("bob", 1));
        assertThat(store.commit(change)).isEqualTo(Result.done(2));
        assertThat(store.texts("bob")).containsExactly("to myself");
        assertThat(store.received("bob").cum()).isEqualTo(1);
    }

    // ---- what was received ----

    @Test
    void whatWasReceivedIsToldByDeviceAndEpoch() {
        begin();
        receive("phone", 1, 0, 1, 3);
        receive("phone", 1, 0, 5, 5);
        AckBlock phone = store.store().received("alice", "phone", 1);
        assertThat(LongStream.rangeClosed(1, 8).filter(phone::hasArrived)).containsExactly(1L, 2L, 3L, 5L);
        assertThat(phone.cum()).isEqualTo(3);
        assertThat(store.store().received("alice", "tablet", 1).hasArrived(1)).isFalse();
        assertThat(store.store().received("alice", "phone", 2).hasArrived(1)).isFalse();
        assertThat(store.store().received("bob", "phone", 1).hasArrived(1)).isFalse();

        receive("phone", 1, 6, 8, 8);
        assertThat(store.received("alice").cum())
                .as("4 is done with, whatever became of it")
                .isEqualTo(6);

        assertThat(receive("phone", 2, 0, 1, 1)).isEqualTo(Status.DONE);
        assertThat(store.store().received("alice", "phone", 1).cum())
                .as("the epoch is over")
                .isZero();
        assertThat(store.store().received("alice", "phone", 2).cum()).isEqualTo(1);
    }

    private Status receive(String device, long epoch, long doneUpTo, long first, long last) {
        Change change = Change.received(new Received("alice", device, epoch, doneUpTo, first, last));
        return store.commit(change).status();
    }

    @Test
    @DisplayName("M62: sixteen devices of a user are remembered, those that were used last")
    void m62_devicesAreBounded() {
        begin();
        for (int i = 1; i <= 16; i++) {
            receive("device " + i, 1, 0, 1, 1);
        }
        receive("device 1", 1, 1, 2, 2);
        receive("device 17", 1, 0, 1, 1);
        assertThat(store.store().received("alice", "device 1", 1).cum()).isEqualTo(2);
        assertThat(store.store().received("alice", "device 2", 1).cum()).isZero();
        assertThat(store.store().received("alice", "device 3", 1).cum()).isEqualTo(1);
        assertThat(store.store().received("alice", "device 17", 1).cum()).isEqualTo(1);
    }

    @Test
    void numbersThatNoLinkCanHaveAreRefusedToTheCaller() {
        long far = LinkLimits.MAX_WINDOW_MESSAGES + 1;
        assertThatThrownBy(() -> new Received("alice", "phone", 1, 0, far, far))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Received("alice", "phone", 1, 0, 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Received("alice", "phone", 1, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- limits ----

    private void assertFull(String reason, Change change) {
        Result result = store.commit(change);
        assertThat(result.status()).isEqualTo(Status.FULL);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.sequence()).isZero();
    }

    @Test
    @DisplayName("M62: a full inbox refuses the newest, and nothing of the change happens")
    void m62_messagesPerUser() {
        begin(LIMITS.withMaxMessagesPerUser(2));
        store.append("bob", message("alice", "1"));
        store.append("bob", message("carol", "2"));
        Change third = Change.append("bob", message("dora", "3")).andReceived(numbered("dora", 1));
        assertFull("Too many messages wait for the recipient", third);
        assertThat(store.received("dora").cum()).isZero();

        store.remove("bob", 1);
        assertThat(store.commit(third)).isEqualTo(Result.done(3));
        assertThat(store.texts("bob")).containsExactly("2", "3");
    }

    @Test
    void m62_bytesPerUser() {
        begin(LIMITS.withMaxBytesPerUser(1_000));
        assertFull("Too many messages wait for the recipient", Change.append("bob", messageOf("a", 1_001)));
        store.append("bob", messageOf("a", 900));
        assertFull("Too many messages wait for the recipient", Change.append("bob", messageOf("b", 101)));
        store.append("bob", messageOf("b", 100));
    }

    @Test
    void m62_messagesPerConversation() {
        begin(LIMITS.withMaxMessagesPerConversation(2));
        store.append("bob", message("alice", "1"));
        store.append("bob", message("alice", "2"));
        assertFull("Too many of your messages wait for the recipient", Change.append("bob", message("alice", "3")));
        store.append("bob", message("carol", "3"));
        store.remove("bob", 2);
        store.append("bob", message("alice", "4"));
    }

    @Test
    void m62_bytesPerConversation() {
        begin(LIMITS.withMaxBytesPerConversation(1_000));
        assertFull("Too many of your messages wait for the recipient", Change.append("bob", messageOf("a", 1_001)));
        store.append("bob", messageOf("a", 1_000));
        assertFull("Too many of your messages wait for the recipient", Change.append("bob", messageOf("a", 1)));
        store.append("bob", messageOf("b", 1_000));
    }

    @Test
    void m62_bytesInAll() {
        begin(LIMITS.withMaxBytes(2 * (100 + StoreLimits.OVERHEAD_BYTES)));
        store.append("bob", messageOf("a", 100));
        store.append("carol", messageOf("a", 100));
        assertFull("The message store is full", Change.append("dora", messageOf("a", 1)));
        assertThat(store.commit(Change.remove("bob", 1).andAppend("dora", messageOf("a", 100)))
                        .status())
                .as("room for what it removes")
                .isEqualTo(Status.DONE);
        assertThat(store.commit(Change.remove("carol", 1).andAppend("dora", messageOf("a", 101)))
                        .status())
                .isEqualTo(Status.FULL);
        assertThat(store.read("carol")).hasSize(1);
    }

    @Test
    void noticesDoNotTakeTheRoomOfMessages() {
        begin(LIMITS.withMaxMessagesPerUser(1).withMaxBytesPerUser(10).withMaxNoticesPerUser(2));
        store.append("alice", notice("a notice of more than ten bytes"));
        store.append("alice", notice("another"));
        assertThat(store.append("alice", message("m"))).isEqualTo(3);
        assertFull("Too many notices wait for the recipient", Change.append("alice", notice("third")));
    }

    @Test
    void aNoticeWithoutRoomIsLeftOutOfAChangeThatDoesMore() {
        begin(LIMITS.withMaxNoticesPerUser(1));
        store.append("alice", notice("first"));
        store.append("bob", message("m"));
        Change delivered = Change.remove("bob", 1).andAppend("alice", notice("second"));
        assertThat(store.commit(delivered)).isEqualTo(Result.done(0));
        assertThat(store.read("bob")).isEmpty();
        Change received = Change.append("alice", notice("third")).andReceived(numbered("bob", 1));
        assertThat(store.commit(received)).isEqualTo(Result.done(0));
        assertThat(store.received("bob").cum()).isEqualTo(1);
        assertThat(store.texts("alice")).containsExactly("first");
    }

    // ---- age ----

    @Test
    void whatHasWaitedForTooLongIsNamedUntilItIsRemoved() {
        begin(LIMITS.withMaxAge(AGE));
        store.append("bob", message("old"));
        pass(Duration.ofDays(1));
        store.append("bob", message("newer"));
        store.append("carol", message("newer too"));
        pass(Duration.ofDays(6).minusMillis(1));
        assertThat(store.expired()).isEmpty();

        pass(Duration.ofMillis(1));
        assertThat(store.expired()).containsExactly("bob old");
        assertThat(store.expired()).containsExactly("bob old");
        assertThat(store.texts("bob")).containsExactly("old", "newer");

        store.removeExpired();
        assertThat(store.expired()).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(store.expired()).containsExactlyInAnyOrder("bob newer", "carol newer too");
        assertThat(store.store().expired(1)).hasSize(1);
        store.removeExpired();
        assertThat(store.texts("bob")).isEmpty();
    }

    @Test
    void aMessageThatFindsAnOldButEmptyInboxHasItsFullTime() {
        begin(LIMITS.withMaxAge(AGE));
        store.remove("bob", store.append("bob", message("gone")));
        pass(Duration.ofDays(5));
        store.append("bob", message("waits"));
        pass(Duration.ofDays(6));
        assertThat(store.expired()).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(store.expired()).containsExactly("bob waits");
    }

    @Test
    void aClockThatIsSetBackMakesNothingWaitForEverOrExpireEarly() {
        begin(LIMITS.withMaxAge(AGE));
        store.append("bob", message("first"));
        pass(Duration.ofDays(-365));
        store.append("bob", message("second"));
        pass(Duration.ofDays(6));
        assertThat(store.expired()).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(store.expired()).containsExactly("bob first", "bob second");
    }

    @Test
    @DisplayName("M62, memory growing with dead users: what is empty and not used for a month is given up")
    void m62_idleMailboxesAreGivenUp() {
        begin(LIMITS.withMaxAge(Duration.ofDays(100)));
        String idle = store.inbox("idle").token();
        String active = store.inbox("active").token();
        String waiting = store.inbox("waiting").token();
        store.append("waiting", message("m"));
        receive("phone", 1, 0, 1, 1);
        pass(Duration.ofDays(20));
        store.inbox("active");
        pass(Duration.ofDays(20));
        assertThat(store.expired()).isEmpty();

        assertThat(store.received("alice").cum()).isZero();
        assertThat(store.inbox("idle").token()).isNotEqualTo(idle);
        assertThat(store.inbox("active").token()).isEqualTo(active);
        assertThat(store.inbox("waiting").token()).isEqualTo(waiting);
    }

    // ---- threads, and the end ----

    @Test
    void answersComeInTheOrderOfTheCalls() {
        begin();
        List<Long> answers = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            store.store().commit(Change.append("bob", message("m")), result -> {
                answers.add(result.sequence());
                all.countDown();
            });
        }
        await(all);
        assertThat(answers).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    }

    @Test
    void anAnswerMayGiveTheNextChange() {
        begin();
        CountDownLatch end = new CountDownLatch(1);
        store.store()
                .commit(
                        Change.append("bob", message("1")),
                        first -> store.store().commit(Change.append("bob", message("2")), second -> end.countDown()));
        await(end);
        assertThat(store.texts("bob")).containsExactly("1", "2");
    }

    @Test
    void manyThreadsAtOnce() throws Exception {
        begin(LIMITS.withMaxMessagesPerConversation(10_000));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        ConcurrentLinkedQueue<Long> numbers = new ConcurrentLinkedQueue<>();
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String me = "user " + t;
            String other = "user " + (t + 1) % 8;
            ends.add(threads.submit(() -> {
                for (int i = 1; i <= 200; i++) {
                    Change change =
                            Change.append("all", message(me, me + " " + i)).andReceived(numbered(me, i));
                    numbers.add(store.commit(change).sequence());
                    long own = store.append(other, message(me, "m"));
                    store.commit(Change.remove(other, own).andAppend(me, notice("n")));
                    store.read("all");
                }
            }));
        }
        for (Future<?> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 1_600).boxed().toList());
        List<String> texts = store.texts("all");
        for (int t = 0; t < 8; t++) {
            String me = "user " + t;
            assertThat(texts.stream().filter(text -> text.startsWith(me)))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                            .mapToObj(i -> me + " " + i)
                            .toList());
            assertThat(store.received(me).cum()).isEqualTo(200);
            assertThat(store.read(me)).hasSize(200);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        begin();
        store.append("bob", message("m"));
        store.close();
        store.close();
        Result result = store.commit(Change.append("bob", message("m")));
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.reason()).isEqualTo("The message store is closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
