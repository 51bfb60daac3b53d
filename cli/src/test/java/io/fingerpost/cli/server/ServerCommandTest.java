package io.fingerpost.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.CliProcess;
import io.fingerpost.cli.RunningServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerCommandTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("M2: one line tells the real ports once all listen; SIGTERM ends the server with exit code 0")
    void m2_readyLineAndCleanEnd() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            assertThat(server.readyLine()).matches("ready tcp=[1-9]\\d* udp=[1-9]\\d* ws=[1-9]\\d*");
            int port = Integer.parseInt(server.readyLine().replaceAll(".*tcp=(\\d+).*", "$1"));
            new Socket(InetAddress.getLoopbackAddress(), port).close();

            server.process().terminate();

            assertThat(server.process().awaitExit()).isZero();
            assertThat(server.process().out()).containsExactly(server.readyLine());
            assertThat(server.process().err()).noneMatch(line -> line.contains("LEAK") || line.contains("Exception"));
        }
    }

    @Test
    @DisplayName("M2: each transport can be left out; the file says so too")
    void m2_onlyWhatIsConfiguredListens() throws Exception {
        Path config = Files.write(folder.resolve("config"), "udp=0\nhost=127.0.0.1\n".getBytes(UTF_8));
        try (CliProcess server = CliProcess.start("server", "--config", config.toString())) {
            assertThat(server.awaitOut("ready")).matches("ready udp=[1-9]\\d*");
        }
    }

    @Test
    void saysLoudlyThatEverybodyIsLetIn() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            server.process().awaitErr("EVERYBODY IS LET IN");
        }
    }

    @Test
    void aPortInUseIsOneClearLineAndExitCode1() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CliProcess server = CliProcess.start(
                        "server", "--host", "127.0.0.1", "--udp", "0", "--tcp", String.valueOf(other.getLocalPort()))) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.out()).isEmpty();
            assertThat(server.err())
                    .noneMatch(line -> line.startsWith("\tat "))
                    .contains("fingerpost: cannot listen on tcp 127.0.0.1:" + other.getLocalPort()
                            + ": address already in use");
        }
    }

    @Test
    void aFolderAsStoreIsRefusedWithExitCode2() throws Exception {
        try (CliProcess server = CliProcess.start("server", "--store", folder.toString())) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.err()).first().asString().contains("storing messages on disk is not available");
        }
    }

    @Test
    void aMissingCertificateIsNamed() throws Exception {
        try (CliProcess server = CliProcess.start("server", "--tcp", "0", "--cert", "no.pem", "--key", "no.key")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.awaitErr("no.pem")).startsWith("fingerpost: ");
        }
    }
}
