package io.fingerpost.cli.demo;

import io.fingerpost.cli.Marks;
import io.fingerpost.cli.Style;
import io.fingerpost.cli.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the conversation down, one line a message. On a terminal with colours a line appears when its message is sent, and changes with
 * its state; elsewhere it appears once its message, and all before it, have come to an end. Confined to the stage.
 */
final class Transcript {
    private static final int REACH = 18; // lines above the cursor that are surely still on a terminal's screen
    private static final String NO_WRAP = "\033[?7l"; // a line that is too long is cut, so that it stays one line
    private static final String WRAP = "\033[?7h";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Terminal terminal;
    private final Marks marks;
    private long startNanos; // what times are counted from
    private final List<Row> rows = new ArrayList<>(); // on a terminal: everything that was written, one line each
    private final Deque<Row> held = new ArrayDeque<>(); // elsewhere: what waits for its turn

    /** A line: of a message, with a remark perhaps, or a note alone. */
    private record Row(@Nullable DemoMessage message, String note) {
        boolean isSettled() {
            return message == null || message.isSettled();
        }
    }

    Transcript(Terminal terminal) {
        this.terminal = terminal;
        this.marks = Marks.of(terminal);
    }

    /** Begins with the names of the columns. */
    void begin(long nowNanos) {
        startNanos = nowNanos;
        String columns = String.format(
                "%5s  %-6s   %-6s  %-" + Script.MAX_TEXT_CHARS + "s    %5s %5s  %s",
                "s",
                "from",
                "to",
                "text",
                "ms in",
                "ms ok",
                "again");
        terminal.out().println(Style.BOLD.apply(terminal, columns.stripTrailing()));
    }

    /** A message was sent. */
    void sent(DemoMessage message) {
        add(new Row(message, ""));
    }

    /** Something else happened. */
    void note(String text, long nowNanos) {
        add(new Row(null, time(nowNanos) + "  -- " + text));
    }

    private void add(Row row) {
        if (terminal.colors()) {
            rows.add(row);
            terminal.out().println(NO_WRAP + render(row) + WRAP);
        } else {
            held.add(row);
            release();
        }
    }

    /** The state of a message changed. */
    void changed(DemoMessage message) {
        if (terminal.colors()) {
            rewrite(message);
        } else {
            release();
        }
    }

    private void rewrite(DemoMessage message) {
        for (int up = 1; up <= Math.min(REACH, rows.size()); up++) {
            Row row = rows.get(rows.size() - up);
            if (row.message() == message) {
                terminal.out().print("\033[" + up + "A\r" + NO_WRAP + render(row) + WRAP + "\033[K\033[" + up + "B\r");
                terminal.out().flush();
                return;
            }
        }
        if (message.isSettled()) {
            add(new Row(message, " (from above)")); // its line may have left the screen
        }
    }

    private void release() {
        for (Row next = held.peek(); next != null && next.isSettled(); next = held.peek()) {
            terminal.out().println(render(held.remove()));
        }
    }

    /** Ends with what has waited in vain. */
    void end() {
        held.forEach(row -> terminal.out().println(render(row)));
        held.clear();
    }

    private String render(Row row) {
        DemoMessage m = row.message();
        if (m == null) {
            return Style.YELLOW.apply(terminal, row.note());
        }
        Step.Say line = m.line();
        String what = String.format(
                "%s  %-6s %s %-6s  %-" + Script.MAX_TEXT_CHARS + "s  ",
                time(m.sentNanos()),
                line.from().label(),
                marks.arrow(),
                line.to().label(),
                line.text());
        return what + state(m) + row.note();
    }

    private String state(DemoMessage m) {
        if (m.failure() != null) {
            return Style.RED.apply(terminal, marks.lost() + " lost");
        }
        String mark = !m.isAccepted() ? marks.sending() : m.hasArrived() ? marks.delivered() : marks.accepted();
        String in = m.hasArrived() ? String.valueOf(m.arrivedAfterMillis()) : "";
        String ok = m.isAccepted() ? String.valueOf(m.acceptedAfterMillis()) : "";
        String again = m.retransmissions() > 0 ? marks.again() + m.retransmissions() : "";
        String doubled = m.doubled() > 0 ? " DOUBLED" : "";
        String text = String.format("%-2s %4s  %4s  %s%s", mark, in, ok, again, doubled)
                .stripTrailing();
        return (m.isSettled() ? Style.GREEN : Style.DIM).apply(terminal, text);
    }

    private String time(long nanos) {
        return String.format(Locale.ROOT, "%5.2f", (nanos - startNanos) / NANOS_PER_SECOND);
    }
}
