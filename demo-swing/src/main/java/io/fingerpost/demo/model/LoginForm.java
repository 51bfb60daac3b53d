package io.fingerpost.demo.model;

import io.fingerpost.core.Protocal;
import org.jspecify.annotations.Nullable;

/**
 * What was entered to log in.
 *
 * @param token may be empty; the server in this process takes any
 */
public record LoginForm(ServerChoice server, String user, String token) {
    /** Returns whether somebody can have the user's name. */
    public boolean isUserUsable() {
        return userProblem() == null;
    }

    /** Returns what is wrong with it, in words for a user; null if nothing is. */
    public @Nullable String problem() {
        String wrong = userProblem();
        return wrong == null ? server.problem() : wrong;
    }

    private @Nullable String userProblem() {
        if (user.isBlank()) {
            return "Enter a user name.";
        }
        if (user.equals(Protocal.SERVER_ID) || user.equals(Protocal.UNKNOWN_ID)) {
            return "\"" + user + "\" cannot be a user's name.";
        }
        if (user.length() > Protocal.MAX_ID_CHARS) {
            return "A user name has at most " + Protocal.MAX_ID_CHARS + " characters.";
        }
        return null;
    }

    /** Returns the form without its token. */
    @Override
    public String toString() {
        return "LoginForm[" + user + " at " + server + ']';
    }
}
