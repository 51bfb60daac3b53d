package io.fingerpost.demo.robot;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Not a test: how {@code demo-swing/take-screenshots} runs {@link Screenshots} with the build's class path. Runs only when named. */
final class TakeScreenshots {
    @Test
    void take() throws Exception {
        Path folder = Path.of("..", "docs", "images").toAbsolutePath().normalize();
        WithDisplay.run(Screenshots.class, List.of(WithDisplay.HIDPI), folder.toString());
    }
}
