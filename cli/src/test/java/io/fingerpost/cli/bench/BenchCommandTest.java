package io.fingerpost.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Main;
import io.fingerpost.cli.TestTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks against the server as a program, in a process of its own. What they find is not judged here. */
final class BenchCommandTest {
    private final TestTerminal terminal = TestTerminal.plain();

    private String lastLineOf(String... args) {
        assertThat(Main.run(terminal.terminal(), args)).as(terminal::err).isEqualTo(ExitCode.OK);
        return terminal.outLines().get(terminal.outLines().size() - 1);
    }

    @ParameterizedTest
    @CsvSource({"tcp, base", "udp, base", "tcp, link", "udp, link", "ws, link"})
    void relayLosesNothing(String transport, String profile) {
        String json = lastLineOf(
                "bench",
                "relay",
                "--transport",
                transport,
                "--profile",
                profile,
                "--pairs",
                "4",
                "--window",
                "2",
                "--warm-up",
                "0",
                "--seconds",
                "1",
                "--rate",
                "200",
                "--server-jvm",
                "-Xmx256m -XX:TieredStopAtLevel=1");
        assertThat(json)
                .startsWith("{")
                .contains("\"missing\": 0")
                .contains("\"transport\": \"" + transport + '"')
                .contains("\"profile\": \"" + profile + '"')
                .contains("\"packetsToServerPerMessage\": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp", "ws"})
    @EnabledOnOs(OS.LINUX)
    void sessionsAreCountedAndKeptAlive(String transport) {
        String json = lastLineOf("bench", "sessions", "--transport", transport, "--count", "300", "--fresh-only");
        assertThat(json).contains("\"sessions\": 300").contains("\"keepAlivesAnswered\": 300");
    }

    @Test
    void anotherServerNeedsItsPortAndItsProcess() {
        assertThat(Main.run(terminal.terminal(), "bench", "relay", "--port", "8901"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--port and --pid go together");
    }
}
