package io.fingerpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
    private final TestTerminal terminal = TestTerminal.plain();

    private int run(String... args) {
        return Main.run(terminal.terminal(), args);
    }

    @Test
    void helpListsTheCommands() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("server", "chat", "demo", "bench", "--verbose");
    }

    @Test
    void everyCommandHasHelpAndVersion() {
        for (String command : new String[] {"server", "chat", "demo", "bench", "bench loss"}) {
            assertThat(run((command + " --help").split(" "))).isEqualTo(ExitCode.OK);
            assertThat(terminal.out()).contains("Usage: fingerpost " + command);
            assertThat(run((command + " --version").split(" "))).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void versionNamesTheProgramAndJava() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(terminal.outLines()).hasSize(2).first().asString().startsWith("fingerpost ");
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("fingerpost: a command is missing");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("sing")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("fingerpost: there is no command 'sing'");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThat(run("server", "--port", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--port").contains("Try 'fingerpost server --help'.");
    }

    @Test
    void stackTracesAreShownOnlyWhenAskedFor() {
        assertThat(run("server", "--heartbeat", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).doesNotContain("\tat ");
        assertThat(run("server", "--verbose", "--heartbeat", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("\tat ");
    }

    @Test
    void chatRefusesWhatIsNoServer() {
        assertThat(run("chat", "http://localhost", "--user", "alice")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("http://localhost");
    }

    @Test
    void chatRefusesCertificatesWhereNothingIsEncrypted() {
        assertThat(run("chat", "tcp://localhost", "--user", "alice", "--insecure"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("not encrypted");
    }

    @Test
    void demoRefusesImpossibleNetworks() {
        assertThat(run("demo", "--loss", "100")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--loss must be from 0 to 60");
    }

    @Test
    void benchSaysWhatIsMissing() {
        assertThat(run("bench")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("fingerpost: a benchmark is missing");
    }

    @Test
    void benchSaysThatAProfileIsNotAvailable() {
        assertThat(run("bench", "sessions", "--profile", "link")).isEqualTo(ExitCode.FAILURE);
        assertThat(terminal.err())
                .startsWith("fingerpost: idle sessions are measured in the base profile only")
                .doesNotContain("unexpected");
    }
}
