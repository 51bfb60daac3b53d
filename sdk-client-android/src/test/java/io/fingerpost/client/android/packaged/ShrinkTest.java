package io.fingerpost.client.android.packaged;

import static com.android.tools.r8.ArchiveProgramResourceProvider.fromArchive;
import static org.assertj.core.api.Assertions.assertThat;

import com.android.tools.r8.ArchiveClassFileProvider;
import com.android.tools.r8.CompilationFailedException;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.Diagnostic;
import com.android.tools.r8.DiagnosticsHandler;
import com.android.tools.r8.DiagnosticsLevel;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.OutputMode;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.StringConsumer;
import com.android.tools.r8.origin.Origin;
import io.fingerpost.client.android.TestServer;
import io.fingerpost.client.android.sample.ChatApplication;
import io.fingerpost.client.android.sample.PlainClient;
import io.fingerpost.client.android.sample.PushReceiver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * R8 takes an application that uses the client, with no rules but the AAR's and those that keep what the platform calls, and says nothing;
 * what it leaves works.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ShrinkTest {
    private static final List<String> RULES_OF_THE_APPLICATION = List.of(
            "-keep class " + ChatApplication.class.getName() + " { <init>(); }",
            "-keep class " + PushReceiver.class.getName() + " { <init>(); }",
            "-keep class " + PlainClient.class.getName() + " { public static void main(java.lang.String[]); }");

    /**
     * Class files keep their lambdas, and R8 9.5.28 breaks references to methods whose receiver it has optimised away. In dex it makes
     * classes of them first. Rules are missed because of names that change and members that go, which happens all the same.
     */
    private static final List<String> RULES_FOR_CLASS_FILES = List.of("-dontoptimize");

    private final List<String> said = new ArrayList<>();
    private final StringBuilder map = new StringBuilder();

    /** Shrinks, and returns the archive. */
    private Path shrink(String name, OutputMode mode) throws IOException, CompilationFailedException {
        Path output = Packaged.workDirectory().resolve(name);
        R8Command.Builder command = R8Command.builder(new Listener())
                .setMode(CompilationMode.RELEASE)
                .addProgramFiles(sample())
                .addLibraryResourceProvider(new ArchiveClassFileProvider(Packaged.androidJar()))
                .addLibraryResourceProvider(JdkClassFileProvider.fromSystemJdk())
                .addProguardConfigurationFiles(Packaged.extract("proguard.txt"))
                .addProguardConfiguration(RULES_OF_THE_APPLICATION, Origin.unknown())
                .setProguardMapConsumer(new StringConsumer() {
                    @Override
                    public void accept(String text, DiagnosticsHandler handler) {
                        map.append(text);
                    }
                })
                .setOutput(output, mode);
        // Classes alone: neither licences, which clash, nor rules that libraries bring for themselves.
        command.addProgramResourceProvider(fromArchive(Packaged.extract("classes.jar")));
        for (Path library : Packaged.libraries()) {
            command.addProgramResourceProvider(fromArchive(library));
        }
        if (mode == OutputMode.DexIndexed) {
            command.setMinApiLevel(24);
        } else {
            command.addProguardConfiguration(RULES_FOR_CLASS_FILES, Origin.unknown());
        }
        R8.run(command.build());
        assertThat(said).isEmpty();
        return output;
    }

    private static List<Path> sample() throws IOException {
        Path classes = Path.of("target", "test-classes", "io", "fingerpost", "client", "android", "sample");
        try (Stream<Path> files = Files.list(classes)) {
            return files.filter(f -> f.toString().endsWith(".class")).toList();
        }
    }

    @Test
    @DisplayName("M70: R8 has nothing to say, and keeps what the platform calls")
    void m70_dex() throws IOException, CompilationFailedException {
        Path dex = shrink("dex.zip", OutputMode.DexIndexed);
        byte[] bytes = Packaged.read(dex, "classes.dex");
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        System.out.printf("The sample, shrunk with all that it uses: %d bytes of dex%n", bytes.length);
        assertThat(Packaged.entries(dex)).doesNotContain("classes2.dex");
        assertThat(text)
                .contains("onAvailable", "onBlockedStatusChanged", "onCapabilitiesChanged", "onReceive")
                .contains("onActivityStarted", "AndroidKeyStore", "fingerpost-client-loop");
        assertThat(map.toString())
                .contains("io.fingerpost.client.android.PreferencesLoginStore -> ")
                .contains("io.fingerpost.client.transport.WebSocketFraming -> ")
                .contains("io.fingerpost.client.transport.DatagramConnection -> ");
    }

    @Test
    @DisplayName("M70: what R8 leaves talks to a server, over TCP and WebSocket")
    void m70_runsAfterShrinking() throws Exception {
        Path classes = shrink("classes.zip", OutputMode.ClassFile);
        URL[] path = {classes.toUri().toURL()};
        try (TestServer server = new TestServer();
                URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> main = loader.loadClass(PlainClient.class.getName());
            assertThat(main).isNotSameAs(PlainClient.class);
            String[] servers = {server.tcp(), server.webSocket()};
            main.getMethod("main", String[].class).invoke(null, (Object) servers);
            assertThat(server.logins).hasSize(2);
        }
    }

    /** Writes down everything that is worse than information. */
    private final class Listener implements DiagnosticsHandler {
        @Override
        public void warning(Diagnostic warning) {
            said.add("warning: " + warning.getDiagnosticMessage());
        }

        @Override
        public void error(Diagnostic error) {
            said.add("error: " + error.getDiagnosticMessage());
            System.out.println(error.getDiagnosticMessage());
        }

        @Override
        public DiagnosticsLevel modifyDiagnosticsLevel(DiagnosticsLevel level, Diagnostic diagnostic) {
            return level;
        }
    }
}
