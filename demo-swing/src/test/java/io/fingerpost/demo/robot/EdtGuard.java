package io.fingerpost.demo.robot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.swing.JComponent;
import javax.swing.RepaintManager;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the event dispatch thread: nobody else may change what is on the screen, and it may not wait for anything; nor may
 * anything fail unseen.
 */
final class EdtGuard {
    private static final long SAMPLE_NANOS = 2_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final RepaintManager before = RepaintManager.currentManager(null);
    private final Logger flatLaf = Logger.getLogger("com.formdev.flatlaf");
    private final Handler severe = new Recorder();
    private final Thread sampler = new Thread(this::sample, "edt-guard");
    private volatile boolean over;

    EdtGuard() {
        RepaintManager.setCurrentManager(new CheckingRepaintManager());
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> violations.add(thread.getName() + " ended with " + failure + trace(failure)));
        flatLaf.addHandler(severe);
        sampler.setDaemon(true);
        sampler.start();
    }

    private static String trace(Throwable failure) {
        return Arrays.toString(failure.getStackTrace());
    }

    /** Ends watching; fails if there was anything to see. */
    void end() throws InterruptedException {
        over = true;
        sampler.join();
        RepaintManager.setCurrentManager(before);
        flatLaf.removeHandler(severe);
        assertThat(violations).isEmpty();
    }

    private void sample() {
        while (!over) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("AWT-EventQueue")) {
                    check(threads.getThreadInfo(thread.getId(), Integer.MAX_VALUE));
                }
            }
            LockSupport.parkNanos(SAMPLE_NANOS);
        }
    }

    /** Checks a thread at one moment: its state and its stack belong together. */
    private void check(@Nullable ThreadInfo thread) {
        if (thread != null
                && waits(thread)
                && isInOurs(thread.getStackTrace())
                && !isToolkitsOwn(thread.getStackTrace())) {
            violations.add("the event thread waits: " + Arrays.toString(thread.getStackTrace()));
        }
    }

    /** Returns whether a thread waits for something to happen. A lock, such as the toolkit's own, is held for a moment only. */
    private static boolean waits(ThreadInfo thread) {
        LockInfo lock = thread.getLockInfo();
        boolean parked = thread.getThreadState() == Thread.State.WAITING
                || thread.getThreadState() == Thread.State.TIMED_WAITING;
        return parked && (lock == null || !lock.getClassName().startsWith(ReentrantLock.class.getName()));
    }

    /** Returns whether it is the toolkit that waits, for its screen to take a text for the clipboard, say. */
    private static boolean isToolkitsOwn(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.util.concurrent.") && !name.startsWith("jdk."))
                .findFirst()
                .filter(name -> name.startsWith("sun.awt."))
                .isPresent();
    }

    private static boolean isInOurs(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().startsWith("io.fingerpost.")
                        && !frame.getClassName().startsWith("io.fingerpost.demo.robot."));
    }

    private final class CheckingRepaintManager extends RepaintManager {
        @Override
        public synchronized void addInvalidComponent(JComponent component) {
            check(component);
            super.addInvalidComponent(component);
        }

        @Override
        public void addDirtyRegion(JComponent component, int x, int y, int w, int h) {
            check(component);
            super.addDirtyRegion(component, x, y, w, h);
        }

        private void check(JComponent component) {
            if (!SwingUtilities.isEventDispatchThread() && component.isShowing()) {
                violations.add(
                        component.getClass() + " was changed by " + Thread.currentThread() + trace(new Throwable()));
            }
        }
    }

    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord logged) {
            violations.add("FlatLaf: " + logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
