package io.fingerpost.client.android.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the build has made. */
final class Packaged {
    private Packaged() {}

    static Path aar() {
        return Path.of(System.getProperty("aar.file"));
    }

    static Path androidJar() {
        return Path.of(System.getProperty("android.jar"));
    }

    static Path workDirectory() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty("work.directory")));
    }

    /** Returns everything that comes along with the AAR. */
    static List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("runtime.libraries")))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> entries(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<String> names = new ArrayList<>();
            file.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).forEach(names::add);
            return names;
        }
    }

    static byte[] read(Path zip, String entry) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile());
                InputStream in = file.getInputStream(file.getEntry(entry))) {
            return in.readAllBytes();
        }
    }

    /** Takes a file out of the AAR. */
    static Path extract(String entry) throws IOException {
        Path target = workDirectory().resolve(entry);
        Files.write(target, read(aar(), entry));
        return target;
    }
}
