package io.fingerpost.benchmarks.load;

import java.util.HashSet;
import java.util.Set;

/** Which messages a recipient has. Small as long as they arrive about in order. Confined to a loop. */
final class SeenNumbers {
    private final Set<Long> ahead = new HashSet<>();
    private long next; // everything below was seen

    /** Notes a number. Returns false if it was seen before. */
    boolean add(long number) {
        if (number != next) {
            return number > next && ahead.add(number);
        }
        next++;
        while (!ahead.isEmpty() && ahead.remove(next)) {
            next++;
        }
        return true;
    }
}
