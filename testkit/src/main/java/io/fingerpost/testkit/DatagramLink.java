package io.fingerpost.testkit;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A one-way link for datagrams under {@link VirtualTime}: each is lost, doubled and delayed as the {@link NetworkConditions} say.
 * Two of them make a connection. Confined to the thread of its virtual time.
 *
 * <pre>{@code
 * DatagramLink toServer = new DatagramLink(serverLoop, server::onDatagram, conditions, time.newRandom());
 * toServer.send(bytes);
 * }</pre>
 */
public final class DatagramLink {
    private final VirtualLoop receiverLoop;
    private final Consumer<byte[]> receiver;
    private final PacketFates fates;
    private boolean blackhole;
    private long sent;
    private long dropped;
    private long duplicated;

    /**
     * Creates a link.
     *
     * @param receiverLoop where the receiver is called
     * @param receiver takes what arrives; each array is its own
     * @param random decides, see {@link VirtualTime#newRandom()}
     */
    public DatagramLink(
            VirtualLoop receiverLoop, Consumer<byte[]> receiver, NetworkConditions conditions, RandomGenerator random) {
        this.receiverLoop = Objects.requireNonNull(receiverLoop, "receiverLoop");
        this.receiver = Objects.requireNonNull(receiver, "receiver");
        this.fates = new PacketFates(conditions, random);
    }

    /** Sends a datagram; it never arrives within this call. The array is copied. */
    public void send(byte[] datagram) {
        sent++;
        if (blackhole || fates.isLost()) {
            dropped++;
            return;
        }
        deliver(datagram);
        if (fates.isDuplicated()) {
            duplicated++;
            deliver(datagram);
        }
    }

    private void deliver(byte[] datagram) {
        byte[] copy = datagram.clone();
        receiverLoop.post(() -> receiver.accept(copy), fates.delayNanos());
    }

    /** Changes the conditions for what is sent from now on. */
    public void setConditions(NetworkConditions conditions) {
        fates.setConditions(conditions);
    }

    /** Begins or ends to lose everything that is sent; what is under way arrives. */
    public void blackhole(boolean on) {
        blackhole = on;
    }

    /** Returns how many datagrams were sent. */
    public long sent() {
        return sent;
    }

    /** Returns how many datagrams were lost. */
    public long dropped() {
        return dropped;
    }

    /** Returns how many datagrams arrive twice. */
    public long duplicated() {
        return duplicated;
    }
}
