package io.fingerpost.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The accounts by user. A map that grows moves all that it holds, which with a million accounts takes tens of milliseconds of some event
 * loop; so there are {@value #PARTS} maps, each with its share. Safe for use by any thread.
 */
final class Accounts {
    static final int PARTS = 256; // a power of two
    private static final int PART_SHIFT = Integer.numberOfLeadingZeros(PARTS - 1);
    private static final int SPREAD =
            0x9E3779B9; // 2^32 divided by the golden ratio: the upper bits of the product depend on all

    private final List<ConcurrentHashMap<String, UserAccount>> parts = new ArrayList<>(PARTS);

    Accounts() {
        for (int i = 0; i < PARTS; i++) {
            parts.add(new ConcurrentHashMap<>());
        }
    }

    /** Returns which part holds a user. The maps themselves go by the lower bits of the hash, and these are by the upper ones. */
    static int part(String userId) {
        return (userId.hashCode() * SPREAD) >>> PART_SHIFT;
    }

    private ConcurrentHashMap<String, UserAccount> of(String userId) {
        return parts.get(part(userId));
    }

    @Nullable UserAccount get(String userId) {
        return of(userId).get(userId);
    }

    UserAccount computeIfAbsent(String userId, Function<String, UserAccount> maker) {
        return of(userId).computeIfAbsent(userId, maker);
    }

    /** Puts what the function makes of the user's account in its place; null takes it out. Returns it. */
    @Nullable UserAccount computeIfPresent(String userId, Function<UserAccount, @Nullable UserAccount> change) {
        return of(userId).computeIfPresent(userId, (id, account) -> change.apply(account));
    }

    void forEach(Consumer<UserAccount> action) {
        parts.forEach(part -> part.values().forEach(action));
    }

    int size() {
        return parts.stream().mapToInt(ConcurrentHashMap::size).sum();
    }
}
