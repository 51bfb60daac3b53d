package io.fingerpost.demo.model;

/**
 * What the user has to know about the connection before anything else.
 *
 * @param kind how bad it is
 * @param text in words for a user
 * @param action what the user can do about it
 */
public record Banner(Kind kind, String text, Action action) {
    /** How bad it is. */
    public enum Kind {
        /** It mends itself. */
        WARNING,
        /** Nothing happens until the user does something. */
        ERROR
    }

    /** What the user can do. */
    public enum Action {
        /** Try to connect without waiting any longer. */
        RECONNECT_NOW("Try now"),
        /** Log in again as the same user. */
        LOG_IN_AGAIN("Log in again");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /** Returns the button's label. */
        public String label() {
            return label;
        }
    }
}
