package io.fingerpost.systemtests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The standalone server in a process of its own, which can be killed. Confined to the thread of the test. */
final class ServerProcess implements AutoCloseable {
    private final List<String> command;
    private Process process;

    /** Starts a server that keeps its messages in this directory. */
    ServerProcess(Path store, int tcpPort, int udpPort, int wsPort) throws IOException {
        command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it does not live long
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                "--host",
                "127.0.0.1",
                "--tcp",
                Integer.toString(tcpPort),
                "--udp",
                Integer.toString(udpPort),
                "--ws",
                Integer.toString(wsPort),
                "--store",
                store.toString());
        start();
    }

    /** Starts it, and returns once it listens. */
    void start() throws IOException {
        process = new ProcessBuilder(command)
                .directory(new File("target"))
                .redirectErrorStream(true)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); ; line = out.readLine()) {
            assertThat(line).as("the server ended, it said: %s", said).isNotNull();
            said.append(line).append('\n');
            if (line.startsWith("ready")) {
                break;
            }
        }
        Thread reader = new Thread(() -> drain(out), "output of the server process");
        reader.setDaemon(true);
        reader.start();
    }

    private static void drain(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                System.out.println("server: " + line);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("closed")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Kills it, as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it dies all the same
        }
    }
}
