package io.fingerpost.demo.robot;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs what needs a screen. */
@Timeout(value = WithDisplay.MAX_MINUTES, unit = TimeUnit.MINUTES)
final class WindowsTest {
    @Test
    @DisplayName("M70: the robot that uses the windows")
    void m70_robot() throws Exception {
        WithDisplay.run(RobotMain.class, List.of());
    }

    @Test
    @DisplayName("M70: closing the last window ends the process, on a screen with twice as many dots too")
    void m70_end() throws Exception {
        WithDisplay.run(EndMain.class, List.of(WithDisplay.HIDPI));
    }
}
