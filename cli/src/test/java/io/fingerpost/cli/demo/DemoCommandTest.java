package io.fingerpost.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Main;
import io.fingerpost.cli.TestTerminal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class DemoCommandTest {
    @Test
    @DisplayName("M1, M60, M61: users on three transports lose and double nothing through bad networks and a cut link")
    void m1_m60_m61_theDemoLosesAndDoublesNothing() {
        TestTerminal terminal = TestTerminal.plain();

        int exitCode =
                Main.run(terminal.terminal(), "demo", "--terminal", "--messages", "16", "--loss", "10", "--seed", "7");

        assertThat(exitCode).as(terminal.out() + terminal.err()).isEqualTo(ExitCode.OK);
        assertThat(terminal.out())
                .contains("seed 7", "Morning Bob!", "carol's link is cut", "carol is back online")
                .contains("C2C  tcp → udp", "C2C  tcp → ws", "C2C  udp → tcp", "C2C  udp → ws")
                .contains("C2C  ws → tcp", "C2C  ws → udp", "C2S  udp → server", "S2C  server → ws")
                .contains("PASSED: 16 of 16 messages arrived")
                .doesNotContain("\033");
        assertThat(terminal.outLines()).filteredOn(line -> line.contains("✓✓")).hasSize(16);
    }
}
