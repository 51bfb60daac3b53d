package io.fingerpost.cli.demo;

import static io.fingerpost.cli.demo.Role.ALICE;
import static io.fingerpost.cli.demo.Role.BOB;
import static io.fingerpost.cli.demo.Role.CAROL;
import static io.fingerpost.cli.demo.Role.SERVER;

import java.util.ArrayList;
import java.util.List;

/** What is said in the demo. The first twelve lines go through every pair of transports and every direction once. */
final class Script {
    /** The longest text, so that a line of the transcript fits on a terminal of 80 columns. */
    static final int MAX_TEXT_CHARS = 36;

    private static final List<Step.Say> CONVERSATION = List.of(
            say(ALICE, BOB, "Morning Bob! Still on for Saturday?"),
            say(BOB, ALICE, "Sure. Which trail did we pick?"),
            say(ALICE, CAROL, "Hi Carol, are you coming along?"),
            say(CAROL, ALICE, "Yes! I am on the train right now."),
            say(BOB, CAROL, "Can you bring the big map?"),
            say(CAROL, BOB, "Packed it already."),
            say(ALICE, SERVER, "forecast saturday"),
            say(SERVER, ALICE, "Saturday: dry, 14 degrees, windy."),
            say(BOB, SERVER, "trains to Millbrook"),
            say(SERVER, BOB, "Millbrook: 7:12, 7:42, 8:12."),
            say(CAROL, SERVER, "book 3 seats 7:42"),
            say(SERVER, CAROL, "Booked: 3 seats, 7:42, coach 5."),
            say(CAROL, ALICE, "Booked us on the 7:42, coach 5."),
            say(ALICE, CAROL, "Brilliant, thank you!"),
            say(CAROL, BOB, "7:42, coach 5. Do not be late!"),
            say(BOB, CAROL, "Me? Late? Never."),
            say(ALICE, BOB, "Dry on Saturday, but windy."),
            say(BOB, ALICE, "I will bring the warm flask then."),
            say(ALICE, BOB, "Tea or coffee?"),
            say(BOB, ALICE, "Both. Two flasks."),
            say(CAROL, ALICE, "How long is the walk?"),
            say(ALICE, CAROL, "Eleven miles, one steep bit."),
            say(ALICE, CAROL, "We should be down by four."),
            say(BOB, SERVER, "huts near Eagle Ridge"),
            say(SERVER, BOB, "Ridge Hut: open 10 to 17, soup."),
            say(BOB, CAROL, "There is a hut with soup on the way."),
            say(CAROL, BOB, "Soup sounds good. At one o'clock?"),
            say(BOB, CAROL, "One it is."),
            say(ALICE, CAROL, "How was the ride so far?"),
            say(CAROL, ALICE, "Dark. Your messages were waiting."),
            say(BOB, ALICE, "Shall I ask Dave as well?"),
            say(ALICE, BOB, "Yes, there is room for one more."),
            say(ALICE, SERVER, "seats left on 7:42"),
            say(SERVER, ALICE, "7:42: 9 seats left in coach 5."),
            say(BOB, CAROL, "Did you see the platform change?"),
            say(CAROL, BOB, "Platform 3. It came with the rest."),
            say(SERVER, ALICE, "Reminder: walk on Saturday, 7:42."),
            say(SERVER, BOB, "Reminder: walk on Saturday, 7:42."),
            say(SERVER, CAROL, "Reminder: walk on Saturday, 7:42."),
            say(BOB, ALICE, "The server is keen."),
            say(CAROL, SERVER, "thanks"),
            say(SERVER, CAROL, "You are welcome."),
            say(ALICE, BOB, "See you on the platform!"),
            say(CAROL, BOB, "And bring the soup money."));

    private static final List<Step> TUNNEL = List.of(
            new Step.Cut(CAROL),
            atOnce(ALICE, CAROL, "Carol, do you have a head torch?"),
            atOnce(CAROL, ALICE, "In the bag. This is a long tunnel!"),
            atOnce(SERVER, CAROL, "The 7:42 leaves from platform 3."),
            atOnce(BOB, CAROL, "Carol? Are you there?"),
            new Step.Restore(CAROL));
    private static final int TUNNEL_MESSAGES = 4;

    /** How many messages the whole script has. */
    static final int MESSAGES = CONVERSATION.size() + TUNNEL_MESSAGES;

    private Script() {}

    /**
     * Returns a script of so many messages: the beginning of the whole, or the whole and its beginning again. From eight messages on,
     * a link is cut a little after the middle.
     */
    static List<Step> ofMessages(int messages) {
        boolean withTunnel = messages >= 2 * TUNNEL_MESSAGES;
        int said = messages - (withTunnel ? TUNNEL_MESSAGES : 0);
        int tunnelAt = withTunnel ? said * 6 / 10 : -1;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < said; i++) {
            if (i == tunnelAt) {
                steps.addAll(TUNNEL);
            }
            steps.add(CONVERSATION.get(i % CONVERSATION.size()));
        }
        return steps;
    }

    private static Step.Say say(Role from, Role to, String text) {
        return new Step.Say(from, to, text, true);
    }

    private static Step.Say atOnce(Role from, Role to, String text) {
        return new Step.Say(from, to, text, false);
    }
}
