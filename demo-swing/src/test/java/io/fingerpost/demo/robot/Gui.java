package io.fingerpost.demo.robot;

import static org.awaitility.Awaitility.await;

import java.awt.Component;
import java.awt.Container;
import java.awt.Frame;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JSlider;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.plaf.basic.BasicHTML;
import javax.swing.text.JTextComponent;

/** Drives windows as a user does: finds components by name, and does everything on the event dispatch thread. */
final class Gui {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private Gui() {}

    /** Runs something on the event dispatch thread, and returns its result. */
    static <T> T onEdt(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        try {
            SwingUtilities.invokeAndWait(future);
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new AssertionError(e.getCause());
        }
    }

    static void run(Runnable task) {
        onEdt(() -> {
            task.run();
            return null;
        });
    }

    /** Waits until something is true on the event dispatch thread. */
    static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(POLL).until(() -> onEdt(condition));
    }

    /** Waits for a window. */
    static JFrame window(String name) {
        until("window " + name, () -> openWindow(name) != null);
        return onEdt(() -> openWindow(name));
    }

    private static JFrame openWindow(String name) {
        for (Frame frame : Frame.getFrames()) {
            if (frame instanceof JFrame window && window.isShowing() && name.equals(window.getName())) {
                return window;
            }
        }
        return null;
    }

    static int openWindows() {
        return onEdt(() -> (int)
                Arrays.stream(Window.getWindows()).filter(Window::isDisplayable).count());
    }

    /** Returns a component by its name; on the event dispatch thread. */
    static <C extends Component> C find(Container in, String name, Class<C> type) {
        List<C> found = all(in, name, type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " components are called " + name);
        }
        return found.get(0);
    }

    static <C extends Component> List<C> all(Container in, String name, Class<C> type) {
        List<C> found = new ArrayList<>();
        collect(in, name, type, found);
        return found;
    }

    private static <C extends Component> void collect(Container in, String name, Class<C> type, List<C> found) {
        for (Component child : in.getComponents()) {
            if (name.equals(child.getName()) && type.isInstance(child)) {
                found.add(type.cast(child));
            }
            if (child instanceof Container container) {
                collect(container, name, type, found);
            }
        }
    }

    /** Presses the button of this name that can be seen, as soon as there is one and it can be pressed. */
    static void click(JFrame window, String name) {
        until(name + " can be pressed", () -> {
            List<AbstractButton> seen = showing(window, name);
            return seen.size() == 1 && seen.get(0).isEnabled();
        });
        run(() -> showing(window, name).get(0).doClick(0));
    }

    private static List<AbstractButton> showing(JFrame window, String name) {
        return all(window, name, AbstractButton.class).stream()
                .filter(Component::isShowing)
                .toList();
    }

    /** Chooses from a menu, which need not be open. */
    static void menu(JFrame window, String name) {
        run(() -> menuItem(window, name).doClick(0));
    }

    static JMenuItem menuItem(JFrame window, String name) {
        JMenuBar bar = window.getJMenuBar();
        for (int i = 0; i < bar.getMenuCount(); i++) {
            JMenu menu = bar.getMenu(i);
            for (Component item : menu.getMenuComponents()) {
                if (name.equals(item.getName())) {
                    return (JMenuItem) item;
                }
            }
        }
        throw new AssertionError("no menu item is called " + name);
    }

    static void type(JFrame window, String name, String text) {
        run(() -> find(window, name, JTextComponent.class).setText(text));
    }

    static void choose(JFrame window, String name, Object item) {
        run(() -> find(window, name, JComboBox.class).setSelectedItem(item));
    }

    static void slide(JFrame window, String name, int value) {
        run(() -> find(window, name, JSlider.class).setValue(value));
    }

    /** Presses a key while a component has the focus. */
    static void press(JFrame window, String name, String key) {
        run(() -> {
            KeyStroke stroke = KeyStroke.getKeyStroke(key);
            JComponent target = find(window, name, JComponent.class);
            long now = System.currentTimeMillis();
            int code = stroke.getKeyCode();
            char typed = code == KeyEvent.VK_ENTER ? '\n' : KeyEvent.CHAR_UNDEFINED;
            target.dispatchEvent(new KeyEvent(target, KeyEvent.KEY_PRESSED, now, stroke.getModifiers(), code, typed));
            target.dispatchEvent(new KeyEvent(target, KeyEvent.KEY_RELEASED, now, stroke.getModifiers(), code, typed));
        });
    }

    static String label(JFrame window, String name) {
        return find(window, name, JLabel.class).getText();
    }

    /** Returns whether any component takes its text for HTML. */
    static boolean rendersHtml(Container in) {
        return Arrays.stream(in.getComponents())
                .anyMatch(child -> (child instanceof JComponent component
                                && component.getClientProperty(BasicHTML.propertyKey) != null)
                        || (child instanceof Container container && rendersHtml(container)));
    }

    /** Returns the name of the component that has the focus; empty if there is none. */
    static String focused() {
        Component owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
        return owner == null ? "" : String.valueOf(owner.getName());
    }

    static void awaitFocus(String name) {
        until(name + " has the focus", () -> focused().equals(name));
    }

    /** Makes a window the one that the user works in. */
    static void activate(JFrame window) {
        run(() -> {
            window.toFront();
            window.requestFocus();
        });
        until(window.getName() + " is active", window::isActive);
    }

    static void close(JFrame window) {
        run(() -> window.dispatchEvent(
                new java.awt.event.WindowEvent(window, java.awt.event.WindowEvent.WINDOW_CLOSING)));
    }

    /** Closes the windows that are open; returns how many there were. */
    static int closeAll() {
        List<Frame> open = Arrays.stream(Frame.getFrames())
                .filter(Component::isDisplayable)
                .toList();
        open.forEach(frame -> close((JFrame) frame));
        return open.size();
    }
}
