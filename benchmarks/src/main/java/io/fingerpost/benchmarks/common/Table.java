package io.fingerpost.benchmarks.common;

import java.util.ArrayList;
import java.util.List;

/** A small table of text: the first column is aligned to the left, the others to the right. Not safe for use by several threads at once. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    /** Starts with the headings of the columns. */
    public Table(String... headings) {
        rows.add(headings);
    }

    /** Adds a row; it may have fewer cells than there are columns. */
    public Table row(String... cells) {
        if (cells.length > rows.get(0).length) {
            throw new IllegalArgumentException("more cells than columns: " + cells.length);
        }
        rows.add(cells);
        return this;
    }

    /** Returns the lines. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? "  " + row[i] + padding : "  " + padding + row[i]);
        }
        return line.toString().stripTrailing();
    }
}
