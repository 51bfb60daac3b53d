package io.fingerpost.benchmarks.compare;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The relay in C, compiled by the machine's own compiler. Its files are removed on close. */
final class Floor implements AutoCloseable {
    private static final String SOURCE = "floor.c";
    private static final String COMPILER = "gcc";

    private final Path folder;

    private Floor(Path folder) {
        this.folder = folder;
    }

    /**
     * Compiles it.
     *
     * @return null if there is no compiler
     * @throws BenchException if the compiler does not like it; the message says why
     */
    static @Nullable Floor compile() throws BenchException, IOException, InterruptedException {
        Floor floor = new Floor(Files.createTempDirectory("fingerpost-floor"));
        try {
            try (InputStream source = Floor.class.getResourceAsStream(SOURCE)) {
                Files.copy(Objects.requireNonNull(source, SOURCE), floor.source());
            }
            if (floor.compileSource()) {
                return floor;
            }
        } catch (BenchException | IOException | InterruptedException | RuntimeException e) {
            floor.close();
            throw e;
        }
        floor.close();
        return null;
    }

    private boolean compileSource() throws BenchException, IOException, InterruptedException {
        Process compiler;
        try {
            compiler = new ProcessBuilder(COMPILER, "-O2", "-o", program().toString(), source().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return false; // there is none
        }
        String complaints = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new BenchException("floor.c does not compile: " + complaints);
        }
        return true;
    }

    private Path source() {
        return folder.resolve(SOURCE);
    }

    private Path program() {
        return folder.resolve("floor");
    }

    /** Starts it on a free port. */
    ChildProcess start(String transport) throws BenchException, IOException, InterruptedException {
        return ChildProcess.start(List.of(program().toString(), transport, "0"));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(program());
        Files.deleteIfExists(source());
        Files.deleteIfExists(folder);
    }
}
