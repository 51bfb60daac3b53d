package io.fingerpost.demo.robot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.demo.model.LoginForm;
import io.fingerpost.demo.model.PacketFilter;
import io.fingerpost.demo.model.ServerChoice;
import io.fingerpost.demo.model.Settings;
import io.fingerpost.demo.model.Timing;
import io.fingerpost.demo.ui.DemoApplication;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTable;
import javax.swing.UIManager;
import javax.swing.text.JTextComponent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses the windows. Needs a screen, so it is run by {@link WindowsTest}; in a development environment it can be run as it is. */
final class DemoRobot {
    /** Patient enough for a dozen transmissions through the storm and for a slow machine; quick to come back. */
    private static final Timing QUICK = new Timing(8_000, 4_000, 300);

    private static final List<String> OURS = List.of("fingerpost", "bad-network-relay", "AWT-EventQueue");

    @TempDir
    Path folder;

    private EdtGuard guard;
    private Path settings;
    private DemoApplication demo;

    @BeforeEach
    void start() {
        guard = new EdtGuard();
        settings = folder.resolve("demo.properties");
        demo = DemoApplication.start(settings, QUICK);
    }

    /** Every test has closed its last window. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        int left = Gui.closeAll(); // a test that failed does not stand in the way of the next one
        demo.awaitEnd();
        assertThat(left).as("windows that were left open").isZero();
        assertThat(Gui.openWindows()).isZero();
        Awaitility.await("all threads end")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> OURS.stream().anyMatch(name::startsWith)));
        guard.end();
    }

    @Test
    @DisplayName("M70: two users log in, and talk both ways; unread messages are counted; the server answers")
    void m70_talk() {
        Player alice = Player.logIn("alice", "tcp");
        Player bob = alice.next("bob", "udp");
        assertThat(Gui.onEdt(() -> Gui.label(alice.window, "chat.title"))).isEqualTo("bob"); // as soon as he is there
        bob.talkTo("Server");
        alice.say("hello Bob");
        alice.awaitBubble("hello Bob", "delivered");
        Gui.until("bob's title counts", () -> bob.window.getTitle().startsWith("(1) bob"));
        bob.talkTo("alice").awaitBubble("hello Bob", "received");
        Gui.until("bob has looked", () -> bob.window.getTitle().startsWith("bob"));
        bob.say("你好 Alice");
        alice.awaitBubble("你好 Alice", "received");
        bob.say("<html><h1>not a heading");
        alice.awaitBubble("<html><h1>not a heading", "received");
        assertThat(Gui.onEdt(() -> Gui.rendersHtml(alice.window))).isFalse();
        alice.talkTo("Server").say("who");
        alice.awaitBubble("who", "delivered");
        alice.awaitBubble("Online: alice, bob.", "received");
        Gui.close(bob.window);
        Gui.close(alice.window);
    }

    @Test
    @DisplayName(
            "M70: a cut link loses a message, which can be sent again once the network is healed, and is not doubled")
    void m70_badNetwork() {
        Player alice = Player.logIn("alice", "udp");
        Player bob = alice.next("bob", "ws");
        alice.talkTo("bob");
        Gui.slide(alice.window, "network.loss", 20);
        Gui.slide(alice.window, "network.delay", 20);
        Gui.slide(alice.window, "network.duplication", 30);
        alice.say("through the storm");
        alice.awaitBubble("through the storm", "delivered");
        Gui.click(alice.window, "network.cut");
        alice.say("into the dark");
        alice.awaitBubble("into the dark", "sending");
        alice.awaitBubble("into the dark", "not delivered");
        Gui.until("alice is told", () -> Gui.label(alice.window, "banner.text").contains("broken"));
        Gui.click(alice.window, "network.heal");
        alice.awaitState("Online");
        Gui.click(alice.window, "bubble.again");
        alice.awaitBubble("into the dark", "delivered");
        bob.talkTo("alice").awaitBubble("into the dark", "received");
        assertThat(bob.bubbles()).containsExactly("through the storm, received", "into the dark, received");
        Gui.menu(bob.window, "menu.quit");
    }

    @Test
    @DisplayName(
            "M70: a kicked client says so and can log in again; clients come back to a server that was stopped and started")
    void m70_serverPanel() {
        Player alice = Player.logIn("alice", "tls");
        Player bob = alice.next("bob", "wss");
        Gui.until("both are listed", () -> users(alice).getModel().getSize() == 2);
        Gui.run(() -> users(alice).setSelectedIndex(1));
        Gui.click(alice.window, "server.kick");
        bob.awaitState("Logged out");
        Gui.until("bob is told", () -> Gui.label(bob.window, "banner.text").contains("administrator"));
        Gui.click(bob.window, "banner.action");
        bob.awaitState("Online");

        Gui.click(alice.window, "server.toggle");
        alice.awaitState("Offline");
        Gui.until("stopped", () -> Gui.label(alice.window, "server.state").equals("Stopped"));
        Gui.click(bob.window, "server.toggle");
        alice.awaitState("Online");
        bob.awaitState("Online");
        Gui.until("both are back", () -> users(alice).getModel().getSize() == 2);
        Gui.type(alice.window, "server.announcement", "maintenance is over");
        Gui.click(alice.window, "server.announce");
        bob.talkTo("Server").awaitBubble("maintenance is over", "received");
        Gui.menu(alice.window, "menu.quit");
    }

    private static JList<?> users(Player player) {
        return Gui.find(player.window, "server.users", JList.class);
    }

    @Test
    @DisplayName(
            "M70: the log shows packets, filters and copies them; windows turn dark and light, which is remembered")
    void m70_logAndLook() throws Exception {
        Player alice = Player.logIn("alice", "ws");
        Gui.menu(alice.window, "menu.log");
        alice.say("find me");
        alice.awaitBubble("find me", "delivered");
        Gui.choose(alice.window, "log.types", PacketFilter.Types.MESSAGES);
        Gui.type(alice.window, "log.text", "\"find me\"");
        Gui.until("nothing fits", () -> rows(alice) == 0);
        Gui.type(alice.window, "log.text", "alice → 0");
        Gui.until("the message", () -> rows(alice) >= 1);
        Gui.click(alice.window, "log.copy");
        Object copied =
                Gui.onEdt(() -> Toolkit.getDefaultToolkit().getSystemClipboard().getData(DataFlavor.stringFlavor));
        assertThat(copied).asString().contains("2 message", "find me", "alice → 0");
        Gui.menu(alice.window, "menu.log");

        Gui.menu(alice.window, "menu.dark");
        Gui.until("dark", () -> UIManager.getLookAndFeel().getName().contains("Dark"));
        awaitRemembered(true);
        Gui.menu(alice.window, "menu.dark");
        Gui.until("light", () -> UIManager.getLookAndFeel().getName().contains("Light"));
        awaitRemembered(false);
        Gui.close(alice.window);
    }

    private void awaitRemembered(boolean dark) {
        Awaitility.await("remembered").until(() -> Settings.load(settings).dark() == dark);
    }

    private static int rows(Player player) {
        return Gui.find(player.window, "log.table", JTable.class).getRowCount();
    }

    @Test
    @DisplayName("M70: contacts are added by name; what is wrong in the login window is said there")
    void m70_loginAndContacts() {
        JFrame login = Gui.window("login");
        Gui.click(login, "login.here");
        Gui.type(login, "login.host", "127.0.0.1");
        Gui.type(login, "login.port", "1"); // what is entered stays, also when the server is there in a moment
        Gui.type(login, "login.user", "0");
        Gui.click(login, "login.ok");
        awaitMessage(login, "cannot be");
        Gui.type(login, "login.user", "alice");
        Gui.click(login, "login.ok");
        awaitMessage(login, "No server answers at tcp://127.0.0.1:1");
        Gui.click(login, "login.here");
        Player alice = Player.logIn("alice", "tcp");
        Gui.type(alice.window, "contact.name", "李雷");
        Gui.click(alice.window, "contact.add");
        Gui.until(
                "李雷 is shown",
                () -> Gui.find(alice.window, "chat.title", JLabel.class)
                        .getText()
                        .equals("李雷"));
        alice.say("在吗？");
        alice.awaitBubble("在吗？", "accepted by the server"); // stored until 李雷 comes
        Gui.close(alice.window);
    }

    @Test
    @DisplayName("M70: another server that was used last is filled in")
    void m70_remembersTheServer() throws Exception {
        Gui.close(Gui.window("login"));
        demo.awaitEnd();
        ServerChoice server = new ServerChoice(false, "ws", "im.example", 3001);
        Settings.DEFAULT.withLogin(new LoginForm(server, "zoe", ""), false).save(settings);
        demo = DemoApplication.start(settings, QUICK);
        JFrame login = Gui.window("login");
        assertThat(Gui.onEdt(() -> List.of(
                        Gui.find(login, "login.host", JTextComponent.class).getText(),
                        Gui.find(login, "login.port", JTextComponent.class).getText(),
                        Gui.find(login, "login.user", JTextComponent.class).getText())))
                .containsExactly("im.example", "3001", "zoe");
        Gui.close(login);
    }

    private static void awaitMessage(JFrame login, String words) {
        Gui.until(
                words,
                () -> Gui.find(login, "login.message", JTextComponent.class)
                        .getText()
                        .contains(words));
    }

    @Test
    @DisplayName("M70: everything can be done by the keyboard")
    void m70_keyboard() throws Exception {
        Robot robot = new Robot();
        Gui.window("login");
        Gui.awaitFocus("login.user");
        press(robot, KeyEvent.VK_ENTER);
        JFrame alice = Gui.window("chat.alice");
        Gui.awaitFocus("composer");
        press(robot, KeyEvent.VK_H, KeyEvent.VK_I);
        chord(robot, KeyEvent.VK_SHIFT, KeyEvent.VK_ENTER);
        press(robot, KeyEvent.VK_Y, KeyEvent.VK_O);
        Gui.until(
                "two lines",
                () -> Gui.find(alice, "composer", JTextComponent.class)
                        .getText()
                        .equals("hi\nyo"));
        press(robot, KeyEvent.VK_TAB);
        Gui.awaitFocus("send");
        chord(robot, KeyEvent.VK_SHIFT, KeyEvent.VK_TAB);
        Gui.awaitFocus("composer");
        press(robot, KeyEvent.VK_ENTER);
        Gui.until(
                "sent",
                () -> !Gui.all(alice, "bubble", javax.swing.JComponent.class).isEmpty());
        chord(robot, KeyEvent.VK_CONTROL, KeyEvent.VK_L);
        Gui.awaitFocus("log.text");
        chord(robot, KeyEvent.VK_CONTROL, KeyEvent.VK_L);
        Gui.awaitFocus("composer");
        chord(robot, KeyEvent.VK_CONTROL, KeyEvent.VK_D);
        Gui.until("dark", () -> UIManager.getLookAndFeel().getName().contains("Dark"));
        chord(robot, KeyEvent.VK_CONTROL, KeyEvent.VK_N);
        JFrame login = Gui.window("login");
        Gui.awaitFocus("login.user");
        Gui.close(login);
        Gui.close(alice);
    }

    private static void press(Robot robot, int... keys) {
        for (int key : keys) {
            robot.keyPress(key);
            robot.keyRelease(key);
        }
    }

    private static void chord(Robot robot, int modifier, int key) {
        robot.keyPress(modifier);
        press(robot, key);
        robot.keyRelease(modifier);
    }
}
