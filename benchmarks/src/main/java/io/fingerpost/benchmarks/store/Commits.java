package io.fingerpost.benchmarks.store;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.MessageStore;
import io.fingerpost.server.store.MessageStore.Result;
import io.fingerpost.server.store.MessageStore.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps changes under way, so many for each user, as the loops of a server do: none waits for an answer. Confined to one thread, to which the
 * store's answers are handed.
 */
final class Commits {
    private static final long PATIENCE_SECONDS = 60;

    private final MessageStore store;
    private final int users;
    private final int window;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    private record Answer(int user, long nanos, Result result) {}

    /** What to change. */
    interface Changes {
        /** Returns the change number n (from 0 on) of a user. */
        Change of(int user, int n);
    }

    Commits(MessageStore store, int users, int window) {
        this.store = store;
        this.users = users;
        this.window = window;
    }

    /**
     * Makes so many changes of each user; waits until all of them have their answer, and returns how many these are.
     *
     * @param phase is told how long each took
     * @throws BenchException if the store refuses one
     */
    long make(int changesPerUser, Changes changes, StorePhase phase) throws BenchException, InterruptedException {
        int[] given = new int[users];
        for (int n = 0; n < Math.min(window, changesPerUser); n++) {
            for (int user = 0; user < users; user++) {
                commit(user, changes.of(user, given[user]++));
            }
        }
        long all = (long) users * changesPerUser;
        for (long answered = 0; answered < all; answered++) {
            Answer answer = next();
            phase.answeredAfter(answer.nanos());
            int user = answer.user();
            if (given[user] < changesPerUser) {
                commit(user, changes.of(user, given[user]++));
            }
        }
        return all;
    }

    private void commit(int user, Change change) {
        long startNanos = System.nanoTime();
        store.commit(change, result -> answers.add(new Answer(user, System.nanoTime() - startNanos, result)));
    }

    private Answer next() throws BenchException, InterruptedException {
        @Nullable Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new BenchException("the store has not answered for " + PATIENCE_SECONDS + " s");
        }
        if (answer.result().status() != Status.DONE) {
            throw new BenchException("the store refuses a change: " + answer.result());
        }
        return answer;
    }
}
