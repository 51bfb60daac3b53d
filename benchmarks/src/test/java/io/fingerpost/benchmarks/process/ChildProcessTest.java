package io.fingerpost.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.benchmarks.common.BenchException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs({OS.LINUX, OS.MAC})
final class ChildProcessTest {
    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    @Test
    void itsPortsAreRead() throws Exception {
        try (ChildProcess child = ChildProcess.start(shell("echo starting; echo ready tcp=8901 udp=7901; exec cat"))) {
            assertThat(child.port("tcp")).isEqualTo(8901);
            assertThat(child.port("udp")).isEqualTo(7901);
            assertThatThrownBy(() -> child.port("ws")).isInstanceOf(BenchException.class);
            assertThat(child.cost().cpuNanos()).isNotNegative();
        }
    }

    @Test
    void aProgramThatEndsAtOnceSaysWhy() {
        assertThatThrownBy(() -> ChildProcess.start(shell("echo no port is free; exit 1")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("does not start");
    }
}
