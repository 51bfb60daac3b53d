package io.fingerpost.demo.robot;

import com.formdev.flatlaf.FlatLaf;
import io.fingerpost.demo.model.Settings;
import io.fingerpost.demo.model.Timing;
import io.fingerpost.demo.ui.DemoApplication;
import java.awt.AWTException;
import java.awt.Image;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.swing.JFrame;

/** Plays a small scene in the real windows, and takes the pictures of the documentation. Run by {@code demo-swing/take-screenshots}. */
final class Screenshots {
    private final Path folder;
    private final Robot robot = new Robot();

    private Screenshots(Path folder) throws AWTException {
        this.folder = folder;
    }

    /**
     * Takes them.
     *
     * @param args the folder to write to
     */
    public static void main(String[] args) throws Exception {
        Path settings = Files.createTempDirectory("screenshots").resolve("demo.properties");
        Settings.DEFAULT.save(settings);
        FlatLaf.setPreferredFontFamily("Noto Sans CJK SC"); // what desktops use is not installed where this runs
        DemoApplication demo = DemoApplication.start(settings, Timing.DEMO);
        new Screenshots(Path.of(args[0])).play();
        demo.awaitEnd();
    }

    private void play() throws IOException {
        JFrame login = Gui.window("login");
        Gui.until("the server runs", () -> Gui.label(login, "login.server").startsWith("It runs"));
        take(login, "demo-login");
        Player alice = Player.logIn("alice", "tcp");
        Player bob = alice.next("bob", "udp");
        Player carol = bob.next("carol", "ws");
        talk(alice, bob, carol);
        take(alice.window, "demo-light");
        Gui.menu(alice.window, "menu.dark");
        take(alice.window, "demo-dark");
        Gui.menu(alice.window, "menu.dark");
        badNetwork(bob, alice);
        take(bob.window, "demo-bad-network");
        Gui.menu(alice.window, "menu.quit");
    }

    private static void talk(Player alice, Player bob, Player carol) {
        alice.talkTo("Server");
        alice.say("who");
        alice.awaitBubble("who", "delivered");
        exchange(alice, bob, "Morning Bob! Still on for Saturday?");
        exchange(bob, alice, "Sure. Which trail did we pick?");
        exchange(alice, bob, "The one along the river: 12 km, and a café at the end.\nI bring the map.");
        exchange(bob, alice, "Perfect. 老李 says: 早上七点半出发,别迟到!");
        exchange(carol, alice, "Can I come along? I have room for two in the car.");
        bob.talkTo("carol");
        exchange(bob, carol, "Alice has a map, I have coffee.");
        alice.talkTo("bob");
        alice.say("7:42 from platform 3, then.");
        alice.awaitBubble("7:42 from platform 3, then.", "delivered");
        carol.talkTo("alice");
        carol.say("And snacks, of course.");
        carol.awaitBubble("And snacks, of course.", "delivered");
    }

    private static void exchange(Player from, Player to, String text) {
        from.talkTo(to.user);
        from.say(text);
        from.awaitBubble(text, "delivered");
    }

    private static void badNetwork(Player bob, Player alice) {
        bob.talkTo("alice");
        Gui.slide(bob.window, "network.loss", 35);
        Gui.slide(bob.window, "network.delay", 120);
        Gui.slide(bob.window, "network.jitter", 60);
        Gui.slide(bob.window, "network.duplication", 10);
        Gui.menu(bob.window, "menu.log");
        Gui.choose(bob.window, "log.types", io.fingerpost.demo.model.PacketFilter.Types.MESSAGES);
        for (String line : new String[] {"I sit in a tunnel.", "Can you hear me?", "One in three gets lost here."}) {
            bob.say(line);
            bob.awaitBubble(line, "delivered");
        }
        alice.talkTo("bob");
        alice.say("Loud and clear.");
        bob.awaitBubble("Loud and clear.", "received");
        Gui.click(bob.window, "network.cut");
        bob.say("And now?");
        bob.awaitBubble("And now?", "not delivered");
        bob.awaitState("Offline");
    }

    /** Takes what is on the screen, dot by dot. */
    private void take(JFrame window, String name) throws IOException {
        Gui.activate(window);
        robot.waitForIdle();
        List<Image> variants =
                robot.createMultiResolutionScreenCapture(window.getBounds()).getResolutionVariants();
        BufferedImage finest = (BufferedImage) variants.get(variants.size() - 1);
        Path file = folder.resolve(name + ".png");
        ImageIO.write(Palette.reduce(finest), "png", file.toFile());
        System.out.println(file + ": " + Files.size(file) / 1024 + " KB");
    }
}
