package io.fingerpost.client.android;

import io.fingerpost.client.ImClient;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.TokenSupplier;
import io.fingerpost.core.ErrorCode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in and out, and keeps the login that was accepted for the next process. The store is used on its own worker only, in the order in
 * which things happened. Safe for use by any thread.
 */
final class Account {
    private static final Logger log = LoggerFactory.getLogger(Account.class);

    /** Is told what no future tells. */
    interface Errors {
        void onError(int errorCode, String message);
    }

    private final ImClient client;
    private final LoginStore store;
    private final @Nullable TokenSource tokens;
    private final Executor storeWorker;
    private final Executor callbacks;
    private final Errors errors;
    private long
            epoch; // guarded by this; another one with every login and logout, so that a late answer changes nothing

    Account(
            ImClient client,
            LoginStore store,
            @Nullable TokenSource tokens,
            Executor storeWorker,
            Executor callbacks,
            Errors errors) {
        this.client = client;
        this.store = store;
        this.tokens = tokens;
        this.storeWorker = storeWorker;
        this.callbacks = callbacks;
        this.errors = errors;
    }

    /** Logs in with a token that stays valid; without one, with one of the source's, if there is a source. */
    synchronized CompletableFuture<LoginResult> login(String userId, @Nullable String token, @Nullable String extra) {
        long mine = ++epoch;
        if (!userId.equals(client.userId())) {
            eraseLater(); // a process that dies now does not come back as the user before
        }
        return client.login(userId, supplier(userId, token), extra).thenApply(result -> {
            if (result.accepted()) {
                keepLater(mine, new RememberedLogin(userId, token, extra, result.firstLoginTime()));
            }
            return result;
        });
    }

    private TokenSupplier supplier(String userId, @Nullable String token) {
        TokenSource source = tokens;
        return token == null && source != null ? () -> source.token(userId) : () -> token;
    }

    /** Logs in who is remembered, if nobody is logged in. Completes with whether somebody is, or is about to be. */
    CompletableFuture<Boolean> resume() {
        CompletableFuture<Boolean> found = new CompletableFuture<>();
        long seen;
        synchronized (this) {
            seen = epoch;
        }
        storeWorker.execute(() -> resume(seen, somebody -> callbacks.execute(() -> found.complete(somebody))));
        return found;
    }

    /** On the worker. */
    private void resume(long seen, Consumer<Boolean> found) {
        if (isTaken()) {
            found.accept(true);
            return;
        }
        RememberedLogin login = load();
        synchronized (this) {
            if (epoch != seen || login == null || isTaken()) {
                found.accept(isTaken()); // perhaps the application has decided otherwise meanwhile
                return;
            }
            epoch++;
            TokenSupplier supplier = supplier(login.userId(), login.token());
            client.resume(login.userId(), supplier, login.extra(), login.firstLoginTime())
                    .whenComplete((ready, failure) -> found.accept(failure == null));
        }
    }

    private boolean isTaken() {
        return client.userId() != null || client.state().isTrying();
    }

    private @Nullable RememberedLogin load() {
        try {
            return store.load();
        } catch (IOException e) {
            report("the login that was kept cannot be read, so the user has to log in again", e);
            erase();
            return null;
        }
    }

    /** Logs out and forgets. Completes when both is done. */
    synchronized CompletableFuture<Void> logout() {
        CompletableFuture<Void> loggedOut = client.logout().exceptionally(closed -> null); // nobody is logged in then
        return forget().thenCombine(loggedOut, (erased, nobody) -> null);
    }

    /** Forgets the login, so that no later process comes back to it; the user stays logged in in this one. */
    synchronized CompletableFuture<Void> forget() {
        epoch++;
        return eraseLater();
    }

    private void keepLater(long mine, RememberedLogin login) {
        synchronized (this) {
            if (epoch == mine) {
                storeWorker.execute(() -> keep(login));
            }
        }
    }

    private void keep(RememberedLogin login) {
        try {
            store.save(login);
        } catch (IOException e) {
            report("the login cannot be kept, so the user has to log in again after the process was ended", e);
        }
    }

    private CompletableFuture<Void> eraseLater() {
        CompletableFuture<Void> erased = new CompletableFuture<>();
        storeWorker.execute(() -> {
            IOException failure = erase();
            callbacks.execute(() -> {
                if (failure == null) {
                    erased.complete(null);
                } else {
                    erased.completeExceptionally(failure);
                }
            });
        });
        return erased;
    }

    private @Nullable IOException erase() {
        try {
            store.erase();
            return null;
        } catch (IOException e) {
            report("the login that was kept cannot be erased", e);
            return e;
        }
    }

    /** Says what happened by the names of the exceptions alone: what they say may quote what is private. */
    private void report(String what, IOException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        log.warn("{}: {}", what, cause.getClass().getName());
        callbacks.execute(() -> errors.onError(ErrorCode.UNKNOWN, what));
    }
}
