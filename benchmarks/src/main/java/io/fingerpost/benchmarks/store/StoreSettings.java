package io.fingerpost.benchmarks.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param folder where the store has its files; null for the one in memory
 * @param users how many inboxes there are, each with a sender of its own
 * @param window how many changes of each user are under way at once
 * @param payloadBytes the length of each message's text
 * @param messages how many wait for each user before they are read and removed
 * @param seconds how long the measurement takes at least; a round that has begun is finished
 * @param warmUpSeconds how long the same goes on before that
 */
record StoreSettings(
        @Nullable Path folder, int users, int window, int payloadBytes, int messages, int seconds, int warmUpSeconds) {}
