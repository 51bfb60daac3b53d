package io.fingerpost.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What several rounds of the same measurements came to. A machine is not always equally fast, so costs are compared within a round, and the
 * round shown of each program is the one whose ratio lies in the middle. Confined to one thread.
 *
 * @param <R> a result
 */
final class Rounds<R> {
    /**
     * A program, and the round with its middle ratio, or its middle cost where all ratios are the same; of an even number of rounds the
     * lower one of the two in the middle.
     *
     * @param ratio its cost in that round, divided by that of the first program
     * @param least the least ratio of all rounds
     * @param most the greatest
     * @param missing messages that were missing in any round
     */
    record Row<R>(String name, R result, double ratio, double least, double most, long missing) {}

    private record Measured<R>(double ratio, double cost, long missing, R result) {}

    private final Map<String, List<Measured<R>>> programs = new LinkedHashMap<>();
    private double firstCost;

    /** Begins a round. What is added first is what the others are compared with. */
    void begin() {
        firstCost = 0;
    }

    void add(String name, double cost, long missing, R result) {
        firstCost = firstCost == 0 ? cost : firstCost;
        programs.computeIfAbsent(name, n -> new ArrayList<>())
                .add(new Measured<>(cost / firstCost, cost, missing, result));
    }

    /** Returns the programs in the order in which they were added. */
    List<Row<R>> rows() {
        List<Row<R>> rows = new ArrayList<>();
        programs.forEach((name, rounds) -> {
            List<Measured<R>> sorted = new ArrayList<>(rounds);
            sorted.sort(Comparator.<Measured<R>>comparingDouble(Measured::ratio).thenComparingDouble(Measured::cost));
            Measured<R> middle = sorted.get((sorted.size() - 1) / 2);
            rows.add(new Row<>(
                    name,
                    middle.result(),
                    middle.ratio(),
                    sorted.get(0).ratio(),
                    sorted.get(sorted.size() - 1).ratio(),
                    rounds.stream().mapToLong(Measured::missing).sum()));
        });
        return rows;
    }
}
