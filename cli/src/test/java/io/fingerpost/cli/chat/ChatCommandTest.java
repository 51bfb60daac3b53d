package io.fingerpost.cli.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.CliProcess;
import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatCommandTest {
    @TempDir
    private Path folder;

    private static CliProcess chat(RunningServer server, String scheme, String user, String... more) throws Exception {
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[] {"chat", server.address(scheme), "--user", user}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return CliProcess.start(args);
    }

    @Test
    @DisplayName(
            "M71, M1: a piped chat over TCP waits for its outcomes; a chat over UDP receives it, harmless for its terminal")
    void m71_m1_pipedChat() throws Exception {
        try (RunningServer server = RunningServer.start();
                CliProcess bob = chat(server, "udp", "bob");
                CliProcess alice = chat(server, "tcp", "alice", "--to", "bob")) {
            bob.awaitErr("online as bob");
            alice.type("hello bob", "", "::) and \033[31mred", ":to carol", "see you later")
                    .endInput();

            assertThat(alice.awaitExit()).as("%s", alice).isEqualTo(ExitCode.OK);
            assertThat(alice.awaitOut("#1 → bob  · ")).endsWith("sending: hello bob");
            alice.awaitOut("#1 → bob  ✓ accepted after");
            alice.awaitOut("#3 → carol  ✓ accepted after"); // stored for her
            bob.awaitOut("alice: hello bob");
            bob.awaitOut("alice: :) and ?[31mred");
            assertThat(String.join("", bob.out()) + String.join("", alice.out()))
                    .doesNotContain("\033");

            bob.type(":stats", ":state", ":quit");
            assertThat(bob.awaitExit()).as("%s", bob).isEqualTo(ExitCode.OK);
            bob.awaitErr("received 2");
            server.process().awaitErr("bob logged out: by request");
            assertThat(String.join("", server.process().err())).doesNotContain("hello");
        }
    }

    @Test
    void messagesToTheServerAreDeliveredAndEchoed() throws Exception {
        try (RunningServer server = RunningServer.start("--echo-c2s");
                CliProcess alice = chat(server, "ws", "alice")) {
            alice.type(":server what time is it?");
            alice.awaitOut("#1 → server  ✓✓ delivered after");
            alice.awaitOut("server: what time is it?");
            assertThat(alice.endInput().awaitExit()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aLostMessageIsToldWithItsReasonAndByTheExitCode() throws Exception {
        try (RunningServer server = RunningServer.start("--store", "none");
                CliProcess alice = chat(server, "tcp", "alice", "--to", "nobody")) {
            alice.type("anybody there?").endInput();
            assertThat(alice.awaitExit()).isEqualTo(ExitCode.FAILURE);
            alice.awaitOut("#1 → nobody  ✗ lost: ");
        }
    }

    @Test
    void aLineWithoutAReceiverAndAnUnknownCommandFail() throws Exception {
        try (RunningServer server = RunningServer.start();
                CliProcess alice = chat(server, "tcp", "alice")) {
            alice.type("hello?", ":dance", ":help").endInput();
            assertThat(alice.awaitExit()).isEqualTo(ExitCode.FAILURE);
            alice.awaitErr("nobody to send to yet");
            alice.awaitErr("there is no command :dance");
            alice.awaitErr(":quit");
        }
    }

    @Test
    @DisplayName("M21: the code of a refused login reaches the client; tokens are never shown")
    void m21_refusedLogin() throws Exception {
        Path users = Files.write(folder.resolve("users"), "alice:s3cret\n".getBytes(UTF_8));
        try (RunningServer server = RunningServer.start("--users", users.toString());
                CliProcess mallory = chat(server, "tcp", "alice", "--token", "wr0ng");
                CliProcess alice = chat(server, "udp", "alice", "--token", "s3cret")) {
            assertThat(mallory.endInput().awaitExit()).isEqualTo(ExitCode.FAILURE);
            mallory.awaitErr("refused the login, code 1025");
            assertThat(alice.endInput().awaitExit()).as("%s", alice).isEqualTo(ExitCode.OK);

            server.process().awaitErr("alice refused over TCP");
            assertThat(String.join("", server.process().err())).doesNotContain("wr0ng", "s3cret", "EVERYBODY");
        }
    }

    @Test
    void whoeverIsKickedOutIsToldAndEnds() throws Exception {
        try (RunningServer server = RunningServer.start();
                CliProcess first = chat(server, "tcp", "alice")) {
            first.awaitErr("online as alice");
            try (CliProcess second = chat(server, "ws", "alice")) {
                second.awaitErr("online as alice");
                assertThat(first.awaitExit()).isEqualTo(ExitCode.FAILURE);
                first.awaitErr("the server ended the session, code 1");
            }
        }
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() throws Exception {
        try (CliProcess noHost = CliProcess.start("chat", "tcp://no-such-host.invalid", "--user", "alice");
                CliProcess noPort = CliProcess.start("chat", "tcp://127.0.0.1:1", "--user", "alice")) {
            assertThat(noHost.awaitExit()).isEqualTo(ExitCode.FAILURE);
            noHost.awaitErr("no-such-host.invalid cannot be found");
            assertThat(noPort.awaitExit()).isEqualTo(ExitCode.FAILURE);
            noPort.awaitErr("cannot connect to tcp://127.0.0.1:1");
        }
    }

    @Test
    @DisplayName("M8: TLS with a certificate that is trusted, not trusted, or not looked at")
    void m8_tls() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder);
        String cert = certificate.certificate().toString();
        try (RunningServer server = RunningServer.start(
                        "--cert", cert, "--key", certificate.key().toString());
                CliProcess trusting = chat(server, "tls", "alice", "--ca", cert);
                CliProcess strict = chat(server, "wss", "bob");
                CliProcess careless = chat(server, "wss", "carol", "--insecure")) {
            assertThat(trusting.endInput().awaitExit()).as("%s", trusting).isEqualTo(ExitCode.OK);
            assertThat(strict.endInput().awaitExit()).as("%s", strict).isEqualTo(ExitCode.FAILURE);
            strict.awaitErr("cannot log in");
            assertThat(careless.endInput().awaitExit()).as("%s", careless).isEqualTo(ExitCode.OK);
        }
    }
}
