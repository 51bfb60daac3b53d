package io.fingerpost.cli;

/**
 * How much is logged. The logging library reads this once, when the first logger is made: the methods have to be called before
 * anything of the server or the client is. What the user has set as a system property stays.
 */
public final class Logs {
    private static final String LEVEL = "org.slf4j.simpleLogger.log.io.fingerpost";

    private Logs() {}

    /** Logs what happens from a user's point of view, such as logins. */
    public static void info() {
        setIfAbsent("info");
    }

    /** Logs all that can help to find a fault; never tokens, and never what messages say. */
    static void verbose() {
        setIfAbsent("debug");
    }

    private static void setIfAbsent(String level) {
        if (System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, level);
        }
    }
}
