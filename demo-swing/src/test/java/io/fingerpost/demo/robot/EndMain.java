package io.fingerpost.demo.robot;

import io.fingerpost.demo.model.Timing;
import io.fingerpost.demo.ui.DemoApplication;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens two windows and closes them. The process has to end by itself then. */
final class EndMain {
    private EndMain() {}

    /**
     * Does that.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        Path settings = Files.createTempDirectory("demo").resolve("demo.properties");
        DemoApplication.start(settings, Timing.DEMO);
        Player alice = Player.logIn("alice", "udp");
        Player bob = alice.next("bob", "tcp");
        Gui.click(bob.window, "network.cut");
        Gui.close(bob.window);
        Gui.close(alice.window);
    }
}
