package io.fingerpost.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.TestTerminal;
import io.fingerpost.core.delivery.PendingDelivery;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PendingDelivery delivery = new PendingDelivery("fp", Runnable::run);
    private final DemoMessage first = message("first");
    private final DemoMessage second = message("second");

    private DemoMessage message(String text) {
        return new DemoMessage(new Step.Say(Role.ALICE, Role.BOB, text, true), delivery, 1_500 * MS);
    }

    private static void settle(DemoMessage message) {
        message.arrived(1_561 * MS);
        message.accepted(1_584 * MS);
    }

    private static Transcript begun(TestTerminal terminal) {
        Transcript transcript = new Transcript(terminal.terminal());
        transcript.begin(0);
        return transcript;
    }

    @Test
    void withoutATerminalLinesAppearInOrderOnceTheyAreSettled() {
        TestTerminal terminal = TestTerminal.plain();
        Transcript transcript = begun(terminal);
        transcript.sent(first);
        transcript.sent(second);
        settle(second);
        transcript.changed(second);
        assertThat(terminal.outLines()).as("the first one is still under way").hasSize(1);

        delivery.sent();
        delivery.sent();
        settle(first);
        transcript.changed(first);
        assertThat(terminal.outLines())
                .hasSize(3)
                .element(1)
                .asString()
                .matches(" 1\\.50  alice  → bob     first +✓✓   61    84  ↻1");
        assertThat(terminal.out()).doesNotContain("\033");
    }

    @Test
    void onATerminalALineChangesInPlace() {
        TestTerminal terminal = TestTerminal.withColors();
        Transcript transcript = begun(terminal);
        transcript.sent(first);
        transcript.sent(second);
        settle(first);
        transcript.changed(first);
        assertThat(terminal.out())
                .contains("\033[2A\r")
                .contains("✓✓   61    84")
                .endsWith("\033[K\033[2B\r");
        assertThat(terminal.out().chars().filter(c -> c == '\n'))
                .as("lines added")
                .hasSize(3);
    }

    @Test
    void whatNeverEndsIsShownAtTheEnd() {
        TestTerminal terminal = TestTerminal.plain();
        Transcript transcript = begun(terminal);
        transcript.sent(first);
        first.failed("not confirmed within 15 s");
        transcript.sent(second);
        transcript.end();
        assertThat(terminal.outLines()).hasSize(3);
        assertThat(terminal.out()).contains("✗ lost");
    }

    @Test
    void aTerminalWithoutTheSignsGetsOthers() {
        TestTerminal terminal = TestTerminal.ascii();
        Transcript transcript = begun(terminal);
        settle(first);
        transcript.sent(first);
        assertThat(terminal.out()).contains("alice  -> bob").contains("vv   61    84");
    }
}
