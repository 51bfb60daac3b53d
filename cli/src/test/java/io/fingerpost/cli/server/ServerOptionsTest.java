package io.fingerpost.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.cli.CliException;
import io.fingerpost.cli.ExitCode;
import io.fingerpost.core.Transport;
import io.fingerpost.server.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

final class ServerOptionsTest {
    @TempDir
    private Path folder;

    private static ParseResult parse(String... args) {
        return new CommandLine(new ServerOptions()).parseArgs(args);
    }

    private static ServerOptions options(String... args) {
        return parse(args).commandSpec().commandLine().getCommand();
    }

    private ServerOptions withConfig(String config, String... args) throws IOException, CliException {
        Path file = Files.write(folder.resolve("server.properties"), config.getBytes(UTF_8));
        return ServerConfigFile.read(file).overriddenBy(parse(args));
    }

    @Test
    @DisplayName("M2: without a port, all three listen on their default ports")
    void m2_defaultPorts() throws Exception {
        ServerOptions options = options();
        options.check();
        assertThat(options.port(Transport.TCP)).isEqualTo(8901);
        assertThat(options.port(Transport.UDP)).isEqualTo(7901);
        assertThat(options.port(Transport.WEBSOCKET)).isEqualTo(3000);
        assertThat(options.wsPath).isEqualTo("/websocket");
        assertThat(options.store.place).isEqualTo("fingerpost-data");
    }

    @Test
    @DisplayName("M2: when a port is given, the other transports are left out")
    void m2_onlyWhatIsGivenListens() {
        ServerOptions options = options("--udp", "0");
        assertThat(options.port(Transport.TCP)).isNull();
        assertThat(options.port(Transport.UDP)).isZero();
        assertThat(options.port(Transport.WEBSOCKET)).isNull();
    }

    @Test
    void theCommandLineWinsOverTheFile() throws Exception {
        ServerOptions options = withConfig(
                "tcp=1\nudp=2\ntimestamps=true\nstore=none\ndelivery-timeout=7\nloops=3\n",
                "--tcp",
                "9",
                "--store",
                "memory");
        assertThat(options.tcp).isEqualTo(9);
        assertThat(options.udp).isEqualTo(2);
        assertThat(options.ws).isNull();
        assertThat(options.timestamps).isTrue();
        assertThat(options.store.place).isEqualTo("memory");
        assertThat(options.deliveryTimeout).isEqualTo(7);
        assertThat(options.loops).isEqualTo(3);
        assertThat(options.wsPath).as("default").isEqualTo("/websocket");
    }

    @Test
    void aFlagCanBeOffInTheFile() throws Exception {
        assertThat(withConfig("timestamps=false").timestamps).isFalse();
        assertThat(withConfig("echo-c2s=false", "--echo-c2s").echoC2s).isTrue();
    }

    @Test
    void unknownKeysAreAllNamed() {
        assertThatThrownBy(() -> withConfig("tcp=1\nport=2\nTLS=yes\nconfig=other\n"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("unknown keys TLS, config, port");
    }

    @Test
    void aWrongValueInTheFileIsNamed() {
        assertThatThrownBy(() -> withConfig("tcp=many"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("server.properties")
                .hasMessageContaining("--tcp")
                .hasMessageContaining("many");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ServerConfigFile.read(folder.resolve("nowhere")))
                .hasMessageContaining("nowhere: there is no such file");
    }

    @Test
    void theLimitsOfTheStoreCanBeSetInTheFileAndOnTheCommandLine() throws Exception {
        ServerOptions options = withConfig(
                "store=/srv/messages\nstore-messages=5\nstore-bytes=6\nstore-days=3\nstore-messages-per-sender=4\n",
                "--store-days",
                "30",
                "--store-total",
                "7000000000",
                "--store-bytes-per-sender",
                "2");
        options.check();
        assertThat(options.store.place).isEqualTo("/srv/messages");
        assertThat(options.store.describe()).contains("/srv/messages");
        assertThat(options.store.limits(1))
                .isEqualTo(new StoreLimits(5, 6, 4, 2, 5, 7_000_000_000L, Duration.ofDays(30)));
        assertThat(options().store.limits(1)).isEqualTo(StoreLimits.DEFAULT.withMaxBytes(1));
        assertThatThrownBy(() -> options("--store-days", "0").check())
                .hasMessageContaining("--store-days must be from 1");
        assertThatThrownBy(() -> options("--store-total", "-1").check())
                .hasMessageContaining("--store-total must be from 1");
        assertThatThrownBy(() -> options("--store", " ").check()).hasMessageContaining("needs a directory");
    }

    @Test
    void certificateAndKeyBelongTogether() {
        assertThatThrownBy(() -> options("--cert", "a.pem").check()).hasMessageContaining("belong together");
        assertThatThrownBy(() -> options("--cert", "a.pem", "--key", "b.pem", "--udp", "1")
                        .check())
                .hasMessageContaining("UDP cannot be encrypted");
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> options("--heartbeat", "0").check())
                .hasMessageContaining("--heartbeat must be from 1");
        assertThatThrownBy(() -> options("--loops", "0").check()).hasMessageContaining("--loops must be from 1");
        assertThatThrownBy(() -> options("--max-packet", "100").check())
                .hasMessageContaining("--max-packet must be from 512");
        assertThatThrownBy(() -> options("--ws-path", "x").check()).hasMessageContaining("slash");
        assertThatThrownBy(() -> options("--tcp", "65536")).hasMessageContaining("not a port from 0 to 65535");
        assertThatThrownBy(() -> options("--tcp", "-1")).hasMessageContaining("not a port from 0 to 65535");
    }
}
