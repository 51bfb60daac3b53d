package io.fingerpost.systemtests.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.fingerpost.client.ImClient;
import io.fingerpost.core.Protocal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.java_websocket.WebSocketImpl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** M9: small, and nothing shared between those who live in one JVM. */
class ManyInOneJvmTest {
    private static final int KIB = 1024;

    @AutoClose
    private final Scene scene = new Scene();

    @Test
    void m9_manyClientsAndServersDoNotKnowOfEachOther() {
        List<TestServer> servers = List.of(scene.server(), scene.server(), scene.server());
        List<String> schemes = List.of("udp", "tcp", "ws");
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // the same user names on every server
            TestServer server = servers.get(i % 3);
            clients.add(scene.online("user" + i / 3, server.url(schemes.get(i / 3 % 3))));
        }

        for (int i = 0; i < 20; i++) {
            int neighbour = (i + 3) % 20 % 3 == i % 3 ? (i + 3) % 20 : i; // somebody on the same server
            clients.get(i).sendConfirmed("user" + neighbour / 3, "from client " + i + " on server " + i % 3);
            String seen = clients.get(neighbour).awaitText();
            assertThat(seen).isEqualTo("from client " + i + " on server " + i % 3);
        }

        assertThat(servers).extracting(s -> s.sessions().count()).containsExactly(7, 7, 6);
        servers.get(0).stop();
        clients.get(1).sendConfirmed("0", "my server still runs");
        for (int i = 0; i < 20; i += 3) {
            clients.get(i).forgiving(); // its server has gone
        }
    }

    @Test
    void m9_theClientIsSmall() throws IOException {
        long client = jarBytes(ImClient.class);
        long core = jarBytes(Protocal.class);
        long gson = jarBytes(Gson.class);
        long webSocket = jarBytes(WebSocketImpl.class);
        long slf4j = jarBytes(Logger.class);
        long dependencies = core + gson + webSocket + slf4j;

        System.out.printf(
                "the client's jar: %d KiB; its dependencies: core %d, gson %d, Java-WebSocket %d, slf4j-api %d, together %d KiB%n",
                client / KIB, core / KIB, gson / KIB, webSocket / KIB, slf4j / KIB, dependencies / KIB);
        assertThat(client).isLessThanOrEqualTo(100 * KIB);
        assertThat(dependencies).isLessThanOrEqualTo(700 * KIB);
    }

    /** Returns the size of the jar that a class comes from; if it comes from a folder, that of a jar made of it. */
    private static long jarBytes(Class<?> type) throws IOException {
        Path place = Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
        return Files.isDirectory(place) ? jar(place) : Files.size(place);
    }

    private static long jar(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(folder);
                JarOutputStream jar = new JarOutputStream(bytes)) {
            files.filter(ManyInOneJvmTest::isInTheJar).sorted().forEach(file -> {
                try {
                    jar.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                    Files.copy(file, jar);
                    jar.closeEntry();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return bytes.size();
    }

    private static boolean isInTheJar(Path file) {
        return Files.isRegularFile(file) && !file.endsWith("LICENSE") && !file.endsWith("package-info.class");
    }
}
