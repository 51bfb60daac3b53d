package io.fingerpost.client.session;

import io.fingerpost.client.TokenSupplier;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a user proves himself with. A supplier is asked on the executor for tokens, and never twice at once, however long it takes:
 * whoever asked last gets the answer. Confined to the loop.
 */
final class Credentials {
    private final @Nullable TokenSupplier supplier; // null: the token is fixed
    private final @Nullable String fixedToken;
    private final @Nullable String extra;
    private @Nullable Dialogue receiver; // not null while the supplier is being asked

    private Credentials(@Nullable TokenSupplier supplier, @Nullable String fixedToken, @Nullable String extra) {
        this.supplier = supplier;
        this.fixedToken = fixedToken;
        this.extra = extra;
    }

    static Credentials fixed(@Nullable String token, @Nullable String extra) {
        return new Credentials(null, token, extra);
    }

    static Credentials supplied(TokenSupplier supplier, @Nullable String extra) {
        return new Credentials(Objects.requireNonNull(supplier, "tokens"), null, extra);
    }

    @Nullable String extra() {
        return extra;
    }

    /** Fetches a fresh token; the receiver is told on the loop, and never inside this call. */
    void fetch(ClientContext context, Dialogue newReceiver) {
        TokenSupplier asked = supplier;
        if (asked == null) {
            context.loop.execute(() -> newReceiver.onToken(fixedToken, null));
            return;
        }
        boolean asking = receiver != null;
        receiver = newReceiver;
        if (!asking) {
            hand(context, () -> ask(context, asked));
        }
    }

    private void hand(ClientContext context, Runnable asking) {
        Executor executor = context.config.tokenExecutor();
        if (executor == null) {
            context.callbacks.execute(asking);
            return;
        }
        try {
            executor.execute(asking);
        } catch (RuntimeException e) { // it takes no more tasks
            answer(context, null, e);
        }
    }

    private void ask(ClientContext context, TokenSupplier asked) {
        try {
            answer(context, asked.token(), null);
        } catch (Throwable t) {
            answer(context, null, t);
        }
    }

    private void answer(ClientContext context, @Nullable String token, @Nullable Throwable failure) {
        context.loop.execute(() -> {
            Dialogue waiting = Objects.requireNonNull(receiver, "nobody waits for a token");
            receiver = null;
            waiting.onToken(token, failure);
        });
    }
}
