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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs what needs a screen in processes of its own, which get one from the script {@code with-display}. */
final class WindowsTest {
    private static final long MINUTES = 10; // the script may have to install something

    @TempDir
    Path folder;

    @Test
    @Timeout(value = MINUTES, unit = TimeUnit.MINUTES)
    @DisplayName("M70: the robot that uses the windows")
    void m70_robot() throws Exception {
        run(RobotMain.class);
    }

    @Test
    @Timeout(value = MINUTES, unit = TimeUnit.MINUTES)
    @DisplayName("M70: closing the last window ends the process")
    void m70_end() throws Exception {
        run(EndMain.class);
    }

    private void run(Class<?> main) throws IOException, InterruptedException {
        File output = folder.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(command(main))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .redirectInput(ProcessBuilder.Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")))
                .start();
        try {
            boolean ended = process.waitFor(MINUTES - 1, TimeUnit.MINUTES);
            String text = Files.readString(output.toPath());
            assertThat(ended).as("it ends. " + text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
        } finally {
            process.destroy();
        }
    }

    private static List<String> command(Class<?> main) {
        List<String> command = new ArrayList<>();
        if (!isWindows() && !isMac()) {
            command.add(
                    Path.of("src/test/scripts/with-display").toAbsolutePath().toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        return command;
    }

    private static boolean isWindows() {
        return os().startsWith("windows");
    }

    private static boolean isMac() {
        return os().startsWith("mac");
    }

    private static String os() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }
}
