package io.fingerpost.benchmarks.load;

import io.fingerpost.core.time.TaskLoop;
import java.util.concurrent.CompletableFuture;

/** One sender and its recipient. Confined to a loop, except where a method says otherwise. */
final class LoadPair {
    private final Meter meter;
    private final LoadSettings settings;
    private final TaskLoop loop;
    private final String senderId;
    private final String recipientId;
    private final SeenNumbers seen = new SeenNumbers();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Wire[] wires = new Wire[2];

    private int connected;
    private int loggedIn;
    private int underWay; // sent and not settled
    private int window; // in a closed loop; else 0

    LoadPair(int number, LoadSettings settings, Meter meter, TaskLoop loop) {
        this.settings = settings;
        this.meter = meter;
        this.loop = loop;
        this.senderId = "s" + number;
        this.recipientId = "r" + number;
    }

    /** Returns what takes the packets of the sender's connection. */
    PacketOutput.Receiver sender(PacketOutput output) {
        return connect(0, senderId, recipientId, output, new SenderEvents());
    }

    /** Returns what takes the packets of the recipient's connection. */
    PacketOutput.Receiver recipient(PacketOutput output) {
        return connect(1, recipientId, senderId, output, new RecipientEvents());
    }

    private PacketOutput.Receiver connect(int end, String user, String peer, PacketOutput output, Wire.Events events) {
        CountedPackets counted = new CountedPackets(output, meter);
        wires[end] = wire(user, peer, counted, events);
        return counted.receiver(wires[end]);
    }

    private Wire wire(String user, String peer, PacketOutput output, Wire.Events events) {
        return switch (settings.profile()) {
            case BASE -> new BaseWire(user, peer, settings, output, events);
            case LINK -> new LinkWire(user, peer, settings, output, events, loop);
        };
    }

    /** One of the two connections stands; with both of them the sessions log in. */
    void onConnected() {
        if (++connected == 2) {
            wires[0].logIn();
            wires[1].logIn();
        }
    }

    /** Completes when both sessions are logged in, or fails. Any thread may look. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Keeps so many messages under way from now on; 0 to send no more. */
    void setWindow(int messages) {
        window = messages;
        fill();
        wires[0].flush();
    }

    private void fill() {
        while (underWay < window && wires[0].hasRoom()) {
            long now = System.nanoTime();
            send(now, now);
        }
    }

    /**
     * Sends a message that was due at a time.
     *
     * @return false if so many are under way that none can be added
     */
    boolean sendDue(long intendedNanos, long nowNanos) {
        if (!wires[0].hasRoom()) {
            return false;
        }
        send(intendedNanos, nowNanos);
        return true;
    }

    private void send(long intendedNanos, long nowNanos) {
        underWay++;
        meter.sent();
        wires[0].send(intendedNanos, nowNanos);
    }

    /** Sends what there is to send. */
    void flush() {
        wires[0].flush();
    }

    void onTimer(long nowNanos) {
        for (Wire wire : wires) {
            if (wire != null) {
                wire.onTimer(nowNanos);
            }
        }
    }

    void close() {
        for (Wire wire : wires) {
            if (wire != null) {
                wire.close();
            }
        }
    }

    private abstract class Events implements Wire.Events {
        @Override
        public void onLoggedIn() {
            if (++loggedIn == 2) {
                ready.complete(null);
            }
        }

        @Override
        public void onResent() {
            meter.resent();
        }

        @Override
        public void onCameAgain(long times) {
            meter.repeated(times);
        }

        @Override
        public void onProblem(String what) {
            meter.problem(what);
            ready.completeExceptionally(new IllegalStateException(what));
        }
    }

    private final class SenderEvents extends Events {
        @Override
        public void onSettled() {
            meter.settled();
            underWay--;
            fill();
        }

        @Override
        public void onArrived(long number, long intendedNanos) {
            onProblem("a sender got a message");
        }
    }

    private final class RecipientEvents extends Events {
        @Override
        public void onSettled() {
            onProblem("a recipient got an acknowledgement");
        }

        @Override
        public void onArrived(long number, long intendedNanos) {
            if (seen.add(number)) {
                meter.arrived(System.nanoTime() - intendedNanos);
            } else {
                onCameAgain(1);
            }
        }
    }
}
