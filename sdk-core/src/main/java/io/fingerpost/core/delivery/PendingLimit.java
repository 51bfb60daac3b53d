package io.fingerpost.core.delivery;

/** Counts what waits for its outcome, and says when it is enough. Safe for use by any thread. */
public final class PendingLimit {
    private final int maxMessages;
    private final long maxBytes;
    private int messages; // guarded by this
    private long bytes; // guarded by this

    /** Creates a limit that nothing counts against yet. */
    public PendingLimit(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Reserves room for one message; false if there is none. */
    public synchronized boolean reserve(int size) {
        if (messages >= maxMessages || bytes + size > maxBytes) {
            return false;
        }
        messages++;
        bytes += size;
        return true;
    }

    /** Takes room for one message, whether there is any or not. */
    public synchronized void take(int size) {
        messages++;
        bytes += size;
    }

    /** Gives the room of one message back. */
    public synchronized void release(int size) {
        messages--;
        bytes -= size;
    }

    /** Returns how many messages have room. */
    public synchronized int messages() {
        return messages;
    }

    /** Returns how many bytes they have. */
    public synchronized long bytes() {
        return bytes;
    }
}
