package io.fingerpost.demo.robot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs a program in a process that has a screen: its own, by the script of this name, or where there always is one the user's. */
final class WithDisplay {
    /** The option for a screen with twice as many dots. */
    static final String HIDPI = "-Dsun.java2d.uiScale=2";
    /** How long a program may take, with the installation of a screen. */
    static final long MAX_MINUTES = 10;

    private WithDisplay() {}

    /** Runs a program, which has to end by itself and with 0. */
    static void run(Class<?> main, List<String> options, String... arguments) throws IOException, InterruptedException {
        File output = File.createTempFile("with-display", ".txt");
        Process process = new ProcessBuilder(command(main, options, arguments))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .redirectInput(new File(isWindows() ? "NUL" : "/dev/null"))
                .start();
        try {
            boolean ended = process.waitFor(MAX_MINUTES - 1, TimeUnit.MINUTES);
            String text = Files.readString(output.toPath());
            assertThat(ended).as("it ends. " + text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
        } finally {
            process.destroy();
            Files.deleteIfExists(output.toPath());
        }
    }

    private static List<String> command(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        if (!isWindows() && !os().startsWith("mac")) {
            command.add(
                    Path.of("src/test/scripts/with-display").toAbsolutePath().toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isWindows() {
        return os().startsWith("windows");
    }

    private static String os() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }
}
