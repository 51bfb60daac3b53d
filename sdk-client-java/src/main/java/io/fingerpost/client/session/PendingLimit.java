package io.fingerpost.client.session;

/** Counts what waits for its outcome, and says when it is enough. Safe for use by any thread. */
final class PendingLimit {
    private final int maxMessages;
    private final long maxBytes;
    private int messages; // guarded by this
    private long bytes; // guarded by this

    PendingLimit(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Reserves room for one message; false if there is none. */
    synchronized boolean reserve(int size) {
        if (messages >= maxMessages || bytes + size > maxBytes) {
            return false;
        }
        messages++;
        bytes += size;
        return true;
    }

    /** Takes room for one message, whether there is any or not. */
    synchronized void take(int size) {
        messages++;
        bytes += size;
    }

    synchronized void release(int size) {
        messages--;
        bytes -= size;
    }

    synchronized int messages() {
        return messages;
    }

    synchronized long bytes() {
        return bytes;
    }
}
