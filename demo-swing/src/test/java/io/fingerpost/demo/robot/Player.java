package io.fingerpost.demo.robot;

import java.nio.file.Path;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JList;

/** Somebody at a client's window. */
final class Player {
    final String user;
    final JFrame window;

    private Player(String user, JFrame window) {
        this.user = user;
        this.window = window;
    }

    /** Logs in at the window that is open for that. */
    static Player logIn(String user, String scheme) {
        JFrame login = Gui.window("login");
        Gui.choose(login, "login.scheme", scheme);
        Gui.type(login, "login.user", user);
        Gui.click(login, "login.ok");
        Player player = new Player(user, Gui.window("chat." + user));
        player.awaitState("Online");
        return player;
    }

    /** Opens a second client. */
    Player next(String nextUser, String scheme) {
        Gui.menu(window, "menu.second");
        return logIn(nextUser, scheme);
    }

    void awaitState(String state) {
        Gui.until(user + " is " + state, () -> Gui.label(window, "link.state").startsWith(state));
    }

    /** Turns to a conversation. */
    Player talkTo(String title) {
        Gui.until(user + " has " + title, () -> indexOf(title) >= 0);
        Gui.run(() -> conversations().setSelectedIndex(indexOf(title)));
        Gui.until(title, () -> Gui.label(window, "chat.title").equals(title));
        return this;
    }

    private JList<?> conversations() {
        return Gui.find(window, "conversations", JList.class);
    }

    private int indexOf(String title) {
        JList<?> list = conversations();
        for (int i = 0; i < list.getModel().getSize(); i++) {
            if (list.getModel().getElementAt(i).toString().equals(title)) {
                return i;
            }
        }
        return -1;
    }

    /** Writes a message, and sends it by Enter. */
    void say(String text) {
        Gui.type(window, "composer", text);
        Gui.press(window, "composer", "ENTER");
    }

    /** Waits for a message with a state, in the conversation that is shown. */
    void awaitBubble(String text, String state) {
        String wanted = text + ", " + state;
        Gui.until(
                user + " sees: " + wanted + " among " + bubbles(),
                () -> bubbleTexts().contains(wanted));
    }

    List<String> bubbles() {
        return Gui.onEdt(this::bubbleTexts);
    }

    private List<String> bubbleTexts() {
        return Gui.all(window, "bubble", JComponent.class).stream()
                .map(bubble -> bubble.getAccessibleContext().getAccessibleName())
                .toList();
    }

    static Path settingsIn(Path folder) {
        return folder.resolve("demo.properties");
    }
}
