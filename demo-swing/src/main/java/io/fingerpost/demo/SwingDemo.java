package io.fingerpost.demo;

import io.fingerpost.demo.model.Settings;
import io.fingerpost.demo.model.Timing;
import io.fingerpost.demo.ui.DemoApplication;
import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;

/** Opens the demo's windows. */
public final class SwingDemo {
    private SwingDemo() {}

    /** Returns whether there is a screen to open windows on. */
    public static boolean hasDisplay() {
        try {
            return !GraphicsEnvironment.isHeadless()
                    && GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices().length > 0;
        } catch (AWTError | HeadlessException e) {
            return false; // a display is named, and nobody answers there
        }
    }

    /** Opens the first window, and returns when the last one is closed and everything has ended. */
    public static void run() throws InterruptedException {
        DemoApplication.start(Settings.defaultFile(), Timing.DEMO).awaitEnd();
    }

    /**
     * Runs the demo.
     *
     * @param args none
     */
    public static void main(String[] args) throws InterruptedException {
        run();
    }
}
