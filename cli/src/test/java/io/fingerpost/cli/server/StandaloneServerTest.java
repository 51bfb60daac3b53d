package io.fingerpost.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class StandaloneServerTest {
    @Test
    void itRunsAsManyLoopsAsItIsTold() throws Exception {
        CommandLine line = new CommandLine(new ServerOptions());
        line.parseArgs("--host", "127.0.0.1", "--tcp", "0", "--store", "none", "--loops", "97");
        StandaloneServer server = StandaloneServer.create(line.getCommand());
        try {
            server.start();
            assertThat(isRunning("fingerpost-loop-97")).isTrue();
            assertThat(isRunning("fingerpost-loop-98")).isFalse();
        } finally {
            server.close();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> !isRunning("fingerpost-loop-97"));
    }

    private static boolean isRunning(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals(thread));
    }
}
