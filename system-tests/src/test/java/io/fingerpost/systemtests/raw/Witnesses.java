package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static io.fingerpost.core.Transport.UDP;
import static io.fingerpost.core.Transport.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/**
 * Well-behaved users, one on each transport, who are online before the abuse begins and must not notice it. Like every client of the
 * protocol, the one on UDP sends again what is not answered. Used by one thread.
 */
final class Witnesses {
    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final Duration RETRANSMISSION = Duration.ofMillis(500);

    private final List<RawPeer> peers;
    private int exchanges;

    Witnesses(RawServer server) {
        peers = List.of(
                server.online("witness-tcp", TCP),
                server.online("witness-udp", UDP),
                server.online("witness-websocket", WEBSOCKET));
    }

    /** Each sends a message to the next, which arrives as it was sent and is acknowledged. */
    void exchange() {
        exchanges++;
        for (int i = 0; i < peers.size(); i++) {
            exchange(peers.get(i), peers.get((i + 1) % peers.size()), "witness-" + exchanges + '-' + i);
        }
    }

    private static void exchange(RawPeer sender, RawPeer recipient, String fp) {
        String message = WirePacket.message(sender.user(), recipient.user(), fp);
        long deadline = System.nanoTime() + RawPeer.SOON.toNanos();
        long sent = System.nanoTime();
        sender.send(message);
        boolean received = false;
        while (!isAcknowledged(sender, recipient, fp)) {
            long now = System.nanoTime();
            assertThat(now)
                    .as("%s was not acknowledged; received: %s", fp, received)
                    .isLessThan(deadline);
            received |= receives(recipient, message, fp);
            if (!sender.transport().isReliable() && now - sent > RETRANSMISSION.toNanos()) {
                sender.send(message);
                sent = now;
            }
        }
        assertThat(received)
                .as("%s was received before it was acknowledged", fp)
                .isTrue();
    }

    /** Acknowledges what comes, repeats of earlier messages too. Returns whether this message came. */
    private static boolean receives(RawPeer recipient, String message, String fp) {
        WirePacket packet = recipient.nextWithin(MOMENT);
        if (packet == null || isLateAck(recipient, packet)) {
            return false;
        }
        assertThat(packet.type()).as("type of %s", packet).isEqualTo(WirePacket.MESSAGE);
        recipient.acknowledge(packet);
        if (!packet.fingerprint().equals(fp)) {
            return false;
        }
        assertThat(packet.text()).isEqualTo(message);
        return true;
    }

    /** Over UDP, what was sent twice is acknowledged twice, and the second time may come late. */
    private static boolean isLateAck(RawPeer peer, WirePacket packet) {
        return !peer.transport().isReliable() && packet.type() == WirePacket.ACK;
    }

    private static boolean isAcknowledged(RawPeer sender, RawPeer recipient, String fp) {
        WirePacket packet = sender.nextWithin(MOMENT);
        if (packet == null) {
            return false;
        }
        if (packet.type() == WirePacket.MESSAGE) {
            sender.acknowledge(packet); // a repeat of what it received before
            return false;
        }
        assertThat(packet.type()).as("type of %s", packet).isEqualTo(WirePacket.ACK);
        if (!packet.content().equals(fp)) {
            assertThat(isLateAck(sender, packet))
                    .as("%s instead of %s", packet, fp)
                    .isTrue();
            return false;
        }
        assertThat(packet.from()).isEqualTo(recipient.user());
        return true;
    }
}
