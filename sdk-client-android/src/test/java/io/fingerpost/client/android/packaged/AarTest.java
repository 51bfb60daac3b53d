package io.fingerpost.client.android.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AarTest {
    private static final long MAX_CLIENT_BYTES = 100 * 1024;
    private static final long MAX_AAR_BYTES = 40 * 1024;
    private static final long MAX_TOTAL_BYTES = 700 * 1024;
    private static final int JAVA_8 = 52;

    @Test
    @DisplayName("M70: the AAR has what Gradle wants, and nothing else")
    void m70_contents() throws IOException {
        assertThat(Packaged.entries(Packaged.aar()))
                .containsExactlyInAnyOrder(
                        "AndroidManifest.xml",
                        "classes.jar",
                        "proguard.txt",
                        "R.txt",
                        "META-INF/com/android/build/gradle/aar-metadata.properties");
    }

    @Test
    @DisplayName("M70: two permissions, no more, from API 24 on")
    void m70_manifest() throws IOException {
        String manifest = new String(Packaged.read(Packaged.aar(), "AndroidManifest.xml"), StandardCharsets.UTF_8);
        assertThat(Pattern.compile("uses-permission android:name=\"([^\"]+)\"")
                        .matcher(manifest)
                        .results())
                .extracting((MatchResult m) -> m.group(1))
                .containsExactly("android.permission.INTERNET", "android.permission.ACCESS_NETWORK_STATE");
        assertThat(manifest).contains("android:minSdkVersion=\"24\"").doesNotContain("<application");
    }

    @Test
    @DisplayName("M70: the classes are of Java 8")
    void m70_classes() throws IOException {
        Path jar = Packaged.extract("classes.jar");
        List<String> classes =
                Packaged.entries(jar).stream().filter(e -> e.endsWith(".class")).toList();
        assertThat(classes).contains("io/fingerpost/client/android/FingerpostAndroid.class");
        for (String name : classes) {
            assertThat((int) Packaged.read(jar, name)[7]).as(name).isEqualTo(JAVA_8);
        }
    }

    @Test
    @DisplayName(
            "M9: client at most 100 KB, with everything that it needs at most 700 KB, the AAR at most 40 KB on top")
    void m9_sizes() throws IOException {
        List<Path> libraries = Packaged.libraries();
        long total = 0;
        StringBuilder table = new StringBuilder("Sizes in bytes\n");
        line(table, Packaged.aar());
        for (Path library : libraries) {
            line(table, library);
            total += Packaged.bytes(library);
        }
        table.append(String.format("%10d  the client with all that it needs, without the AAR%n", total));
        System.out.print(table);

        Path client = libraries.stream()
                .filter(l -> l.getFileName().toString().startsWith("fingerpost-client-"))
                .findFirst()
                .orElseThrow();
        assertThat(Packaged.bytes(client)).isLessThanOrEqualTo(MAX_CLIENT_BYTES);
        assertThat(Packaged.bytes(Packaged.aar())).isLessThanOrEqualTo(MAX_AAR_BYTES);
        assertThat(total).isLessThanOrEqualTo(MAX_TOTAL_BYTES);
    }

    private static void line(StringBuilder table, Path file) {
        table.append(String.format("%10d  %s%n", Packaged.bytes(file), file.getFileName()));
    }
}
