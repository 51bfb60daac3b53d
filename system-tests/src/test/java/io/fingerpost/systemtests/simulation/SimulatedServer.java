package io.fingerpost.systemtests.simulation;

import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.routing.MessagingCore;
import io.fingerpost.server.session.ServerClock;
import io.fingerpost.server.session.SessionLimits;
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.testkit.VirtualLoop;
import io.fingerpost.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of the server: its logic, its threads, and its way to the disk, which survives it. */
final class SimulatedServer {
    private final VirtualLoop[] loops;
    private final VirtualLoop callbacks;
    private final VirtualLoop writer;
    private final MessagingCore core;

    SimulatedServer(VirtualTime time, ServerEventListener listener, @Nullable MessageStore disk, ServerClock clock) {
        loops = new VirtualLoop[] {time.newLoop("server 0"), time.newLoop("server 1")};
        callbacks = time.newLoop("server callbacks");
        writer = time.newLoop("server's disk");
        core = new MessagingCore(
                listener,
                disk == null ? null : new SlowStore(disk),
                clock,
                task -> callbacks.executeAfter(Duration.ofMillis(1), task),
                SessionLimits.DEFAULT,
                false);
    }

    MessagingCore core() {
        return core;
    }

    VirtualLoop[] loops() {
        return loops;
    }

    /** Ends every thread at once. What is on its way to the disk is lost, or gets there and nobody hears of it. */
    void kill() {
        for (VirtualLoop loop : loops) {
            loop.close();
        }
        callbacks.close();
        writer.close();
    }

    /** Writes in order, and takes its time before and after the change takes effect. */
    private final class SlowStore implements MessageStore {
        private static final Duration HALF = Duration.ofMillis(1);

        private final MessageStore disk;

        SlowStore(MessageStore disk) {
            this.disk = disk;
        }

        @Override
        public void commit(Change change, Consumer<Result> result) {
            writer.executeAfter(
                    HALF, () -> disk.commit(change, r -> writer.executeAfter(HALF, () -> result.accept(r))));
        }

        @Override
        public Inbox inbox(String userId) {
            return disk.inbox(userId);
        }

        @Override
        public List<StoredMessage> read(String userId, long afterSequence, int maxMessages, long maxBytes) {
            return disk.read(userId, afterSequence, maxMessages, maxBytes);
        }

        @Override
        public AckBlock received(String userId, String device, long epoch) {
            return disk.received(userId, device, epoch);
        }

        @Override
        public List<Expired> expired(int maxMessages) {
            return disk.expired(maxMessages);
        }

        @Override
        public void close() {}
    }
}
