package io.fingerpost.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.TestTerminal;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.PendingDelivery;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Step.Say LINE = new Step.Say(Role.ALICE, Role.BOB, "hello", true);

    private final TestTerminal terminal = TestTerminal.plain();
    private final Ledger ledger = new Ledger();
    private final DemoMessage message = new DemoMessage(LINE, new PendingDelivery("fp", Runnable::run), 0);

    @BeforeEach
    void send() {
        ledger.add(message, "fp");
    }

    private void arrive(Role at, String text) {
        ledger.arrived(
                at, Protocal.message(at.userId(), text).from("alice").fp("fp").build(), 5_000_000);
    }

    private Report report() {
        Report report = new Report(terminal.terminal(), ledger.messages(), List.of(), ledger.strays());
        report.print();
        return report;
    }

    @Test
    void passesWhenEveryMessageArrivedOnceAndWasAccepted() {
        arrive(Role.BOB, "hello");
        message.accepted(7_000_000);
        assertThat(report().passed()).isTrue();
        assertThat(terminal.out()).contains("PASSED: 1 of 1").containsPattern("C2C +tcp → udp +1 +1 +1 +0 +0 +0 +5 +5");
    }

    @Test
    void failsWhenAMessageDidNotArrive() {
        message.accepted(7_000_000);
        assertThat(report().passed()).isFalse();
        assertThat(terminal.out()).contains("FAILED: of 1 messages 1 did not arrive");
    }

    @Test
    void failsWhenAMessageCameTwice() {
        arrive(Role.BOB, "hello");
        arrive(Role.BOB, "hello");
        message.accepted(7_000_000);
        assertThat(report().passed()).isFalse();
        assertThat(terminal.out()).contains("1 came twice or more");
    }

    @Test
    void failsWhenTheSenderWasToldOtherwise() {
        arrive(Role.BOB, "hello");
        message.failed("not confirmed within 15 s");
        assertThat(report().passed()).isFalse();
        assertThat(terminal.out())
                .contains("1 arrived and their senders were not told", "told: not confirmed within 15 s");
    }

    @Test
    void failsWhenSomethingArrivedThatWasNotSentLikeThat() {
        arrive(Role.BOB, "hello");
        arrive(Role.CAROL, "hello");
        arrive(Role.BOB, "goodbye");
        message.accepted(7_000_000);
        assertThat(report().passed()).isFalse();
        assertThat(terminal.out()).contains("2 arrived that nobody had sent");
    }

    @Test
    void percentilesAreNearestRank() {
        List<Long> values = List.of(10L, 20L, 30L, 40L);
        assertThat(Report.percentile(values, 50)).isEqualTo("20");
        assertThat(Report.percentile(values, 99)).isEqualTo("40");
        assertThat(Report.percentile(List.of(), 50)).isEqualTo("-");
    }
}
