package io.fingerpost.client.session;

/** How the server is told that the client is done with a packet. Confined to the loop. */
final class Receipt {
    private final Runnable completion;

    /**
     * Whether the packet comes again by itself as long as this has not been told, so that it may be left undone. Otherwise it has to be told some
     * time: what comes later is held up by it.
     */
    final boolean comesAgain;

    /** Whether the application may have been handed the packet's message by an earlier run of the program. */
    final boolean redelivered;

    Receipt(boolean comesAgain, boolean redelivered, Runnable completion) {
        this.comesAgain = comesAgain;
        this.redelivered = redelivered;
        this.completion = completion;
    }

    /** Tells it, if there is still a use in that. */
    void complete() {
        completion.run();
    }
}
