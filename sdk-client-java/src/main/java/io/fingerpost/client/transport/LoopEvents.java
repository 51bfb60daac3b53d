package io.fingerpost.client.transport;

import io.fingerpost.client.session.ConnectionListener;
import io.fingerpost.core.time.TaskLoop;

/**
 * Carries what a connection's own threads see over to the client's loop. Holds a bounded number of bytes that the loop has not taken yet.
 * Safe for use by any thread.
 */
final class LoopEvents {
    private static final int MAX_WAITING_BYTES = 512 * 1024;

    private final TaskLoop loop;
    private final ConnectionListener listener;
    private int waitingBytes; // guarded by this
    private boolean closed; // guarded by this

    LoopEvents(TaskLoop loop, ConnectionListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    void opened() {
        loop.execute(listener::onOpened);
    }

    void writable() {
        loop.execute(listener::onWritable);
    }

    void closed(int errorCode, String reason) {
        loop.execute(() -> listener.onClosed(errorCode, reason));
    }

    /** Hands a packet over, and waits for room first. Does nothing once nobody wants packets any more. */
    synchronized void put(byte[] packet) throws InterruptedException {
        while (!closed && waitingBytes > 0 && waitingBytes + packet.length > MAX_WAITING_BYTES) {
            wait();
        }
        hand(packet);
    }

    /** Hands a packet over, or drops it if there is no room or nobody wants packets any more. */
    synchronized void offer(byte[] packet) {
        if (waitingBytes + packet.length <= MAX_WAITING_BYTES) {
            hand(packet);
        }
    }

    private synchronized void hand(byte[] packet) {
        if (closed) {
            return;
        }
        waitingBytes += packet.length;
        loop.execute(() -> {
            taken(packet.length);
            listener.onPacket(packet);
        });
    }

    private synchronized void taken(int bytes) {
        waitingBytes -= bytes;
        notifyAll();
    }

    /** Nobody wants packets any more: wakes who waits for room. */
    synchronized void stop() {
        closed = true;
        notifyAll();
    }
}
