package io.fingerpost.cli.demo;

/** One thing that happens in the script. */
sealed interface Step {
    /**
     * Somebody says something.
     *
     * @param patient whether the sender waits for a while until what it answers has arrived
     */
    record Say(Role from, Role to, String text, boolean patient) implements Step {}

    /** A link is cut: its connections break, and nothing gets through. */
    record Cut(Role who) implements Step {}

    /** The link works again. */
    record Restore(Role who) implements Step {}
}
