package io.fingerpost.cli.demo;

import io.fingerpost.cli.Marks;
import io.fingerpost.cli.Style;
import io.fingerpost.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What became of all messages: a table, what the links did, and a verdict. Immutable. */
final class Report {
    private static final List<Role> PEOPLE = List.of(Role.ALICE, Role.BOB, Role.CAROL);
    private static final String ROW = "%-4s %-12s %4s %9s %9s %5s %8s %6s %7s %7s";

    private final Terminal terminal;
    private final List<DemoMessage> messages;
    private final List<String> remarks;
    private final int strays;

    Report(Terminal terminal, List<DemoMessage> messages, List<String> remarks, int strays) {
        this.terminal = terminal;
        this.messages = messages;
        this.remarks = remarks;
        this.strays = strays;
    }

    /** Takes stock; on the stage, before the network is closed. */
    static Report of(Ledger ledger, DemoNetwork network, Terminal terminal) {
        List<String> links = new ArrayList<>();
        for (Role role : PEOPLE) {
            links.add(
                    role == Role.BOB
                            ? String.format(
                                    "%s lost %d datagrams and doubled %d",
                                    role.link(), network.dropped(role), network.duplicated(role))
                            : String.format("%s stalled %d times", role.link(), network.dropped(role)));
        }
        String onTheWay = "On the way: " + String.join(", ", links) + '.';
        String suppressed = "Repeats that clients did not show again: " + network.repeatsSuppressed() + '.';
        return new Report(terminal, ledger.messages(), List.of(onTheWay, suppressed), ledger.strays());
    }

    /** Returns whether each message arrived exactly once, and its sender knows that it is safe. */
    boolean passed() {
        return lost() == 0 && doubled() == 0 && unconfirmed() == 0 && strays == 0;
    }

    private long lost() {
        return count(messages, m -> !m.hasArrived());
    }

    private int doubled() {
        return messages.stream().mapToInt(DemoMessage::doubled).sum();
    }

    private long unconfirmed() {
        return count(messages, m -> m.hasArrived() && !m.isAccepted());
    }

    /** Writes it all. */
    void print() {
        say("");
        say(Style.BOLD.apply(
                terminal,
                String.format(
                        ROW,
                        "",
                        "from, to",
                        "sent",
                        "accepted",
                        "delivered",
                        "lost",
                        "doubled",
                        "again",
                        "p50 ms",
                        "p99 ms")));
        for (Role from : PEOPLE) {
            for (Role to : PEOPLE) {
                printRow("C2C", from, to);
            }
        }
        PEOPLE.forEach(from -> printRow("C2S", from, Role.SERVER));
        PEOPLE.forEach(to -> printRow("S2C", Role.SERVER, to));
        printRow("", "all", messages);
        say("");
        remarks.forEach(this::say);
        messages.stream().filter(m -> m.failure() != null).forEach(this::printFailure);
        say(verdict());
    }

    private void printRow(String direction, Role from, Role to) {
        List<DemoMessage> some = messages.stream()
                .filter(m -> m.line().from() == from && m.line().to() == to)
                .toList();
        if (!some.isEmpty()) {
            printRow(direction, from.link() + ' ' + Marks.of(terminal).arrow() + ' ' + to.link(), some);
        }
    }

    private void printRow(String direction, String pair, List<DemoMessage> some) {
        List<Long> millis = some.stream()
                .filter(DemoMessage::hasArrived)
                .map(DemoMessage::arrivedAfterMillis)
                .sorted()
                .toList();
        say(String.format(
                ROW,
                direction,
                pair,
                some.size(),
                count(some, DemoMessage::isAccepted),
                millis.size(),
                some.size() - millis.size(),
                some.stream().mapToInt(DemoMessage::doubled).sum(),
                some.stream().mapToInt(DemoMessage::retransmissions).sum(),
                percentile(millis, 50),
                percentile(millis, 99)));
    }

    private void printFailure(DemoMessage m) {
        say(String.format(
                "The sender of \"%s\" from %s to %s was told: %s",
                m.line().text(), m.line().from().label(), m.line().to().label(), m.failure()));
    }

    /** Returns the nearest-rank percentile of sorted values. */
    static String percentile(List<Long> sorted, int percent) {
        if (sorted.isEmpty()) {
            return "-";
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return String.valueOf(sorted.get(Math.max(1, rank) - 1));
    }

    private String verdict() {
        if (passed()) {
            return Style.GREEN.apply(
                    terminal,
                    String.format(
                            "PASSED: %d of %d messages arrived, each exactly once, and every sender was told so.",
                            messages.size(), messages.size()));
        }
        return Style.RED.apply(
                terminal,
                String.format(
                        Locale.ROOT,
                        "FAILED: of %d messages %d did not arrive, %d came twice or more, %d arrived and their senders were not"
                                + " told, and %d arrived that nobody had sent.",
                        messages.size(),
                        lost(),
                        doubled(),
                        unconfirmed(),
                        strays));
    }

    private static long count(List<DemoMessage> some, Predicate<DemoMessage> which) {
        return some.stream().filter(which).count();
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
