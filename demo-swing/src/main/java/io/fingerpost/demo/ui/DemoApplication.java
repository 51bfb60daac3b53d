package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.DemoModel;
import io.fingerpost.demo.model.Settings;
import io.fingerpost.demo.model.Timing;
import io.fingerpost.demo.model.Ui;
import java.awt.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo as a program: its windows, and its end when the last one is closed. */
public final class DemoApplication {
    private static final Logger LOG = LoggerFactory.getLogger(DemoApplication.class);
    private static final int CASCADE = 36;

    private final Ui ui;
    private final DemoModel model;
    private final List<JFrame> windows = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean ending;

    private DemoApplication(Ui ui, DemoModel model) {
        this.ui = ui;
        this.model = model;
    }

    /**
     * Opens the first window. May be called by any thread, and does not wait.
     *
     * @param settingsFile where the settings are, or are to be
     */
    public static DemoApplication start(Path settingsFile, Timing timing) {
        Ui ui = new Ui(SwingUtilities::invokeLater, SwingUtilities::isEventDispatchThread);
        Settings settings = load(settingsFile);
        DemoApplication application = new DemoApplication(ui, new DemoModel(ui, timing, settingsFile, settings));
        ui.execute(() -> {
            Theme.install(settings.dark());
            application.openLogin(null);
        });
        return application;
    }

    private static Settings load(Path file) {
        try {
            return Settings.load(file);
        } catch (IOException e) {
            LOG.warn("the settings cannot be read, and are as they were the first time: {}", e.toString());
            return Settings.DEFAULT;
        }
    }

    /** Returns when the last window is closed, and server, clients and relays have ended. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Opens a window to log in. */
    void openLogin(@Nullable Window near) {
        show(new LoginFrame(this, model), near);
    }

    /** Opens a client's window in place of the one where its user logged in. */
    void openChat(ClientModel client, LoginFrame login) {
        int others = model.clients().size() - 1;
        ChatFrame chat = new ChatFrame(this, model, client);
        show(chat, null);
        chat.setLocation(chat.getX() + Theme.px(CASCADE) * others, chat.getY() + Theme.px(CASCADE) * others);
        close(login);
    }

    private void show(JFrame window, @Nullable Window near) {
        window.setIconImages(AppIcon.images());
        window.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
        window.addWindowListener(new java.awt.event.WindowAdapter() {
            @Override
            public void windowClosing(java.awt.event.WindowEvent e) {
                close(window);
            }
        });
        windows.add(window);
        window.setLocationRelativeTo(near);
        window.setVisible(true);
    }

    /** Closes a window, and with the last one everything. */
    void close(JFrame window) {
        if (!windows.remove(window)) {
            return;
        }
        if (window instanceof ChatFrame chat) {
            chat.detach();
            model.close(chat.client());
        }
        window.dispose();
        if (windows.isEmpty() && !ending) {
            end();
        }
    }

    /** Closes all windows. */
    void quit() {
        List.copyOf(windows).forEach(this::close);
    }

    private void end() {
        ending = true;
        model.close().whenComplete((closed, failure) -> {
            ui.close();
            ended.countDown();
        });
    }

    /** Turns all windows light or dark. */
    void setDark(boolean dark) {
        model.remember(model.settings().withDark(dark));
        Theme.apply(dark);
        windows.forEach(window -> {
            if (window instanceof ChatFrame chat) {
                chat.themeChanged();
            }
        });
    }
}
