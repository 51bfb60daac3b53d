package io.fingerpost.systemtests.raw;

import static io.fingerpost.core.Transport.TCP;
import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule 8 of the wire format, from outside: how long a silent peer is kept. */
class LivenessTest {
    /** Much longer than a machine with other things to do pauses. */
    private static final Duration EXPIRY = Duration.ofSeconds(3);

    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private final RawServer server = new RawServer(
            settings -> settings.loginTimeout(EXPIRY.toMillis(), TimeUnit.MILLISECONDS),
            gateway -> gateway.expiry(EXPIRY.toMillis(), TimeUnit.MILLISECONDS));

    @AfterEach
    void close() {
        server.close();
    }

    private boolean isOnline(String user) {
        return server.server().sessions().isOnline(user);
    }

    @ParameterizedTest
    @EnumSource
    void m7_aSilentSessionIsEndedAtItsExpiryAndNotBefore(Transport transport) {
        RawPeer alice = server.connect(transport);
        long before = System.nanoTime();
        alice.login("alice");

        server.app().isTold("logout alice TIMEOUT");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(EXPIRY, EXPIRY.plusSeconds(5));
        alice.isClosed();
        assertThat(isOnline("alice")).isFalse();
        if (!transport.isReliable()) {
            alice.send(WirePacket.keepAlive("alice")).nextError(301);
        }
    }

    @ParameterizedTest
    @EnumSource
    void m7_keepAlivesKeepASession(Transport transport) {
        RawPeer alice = server.online("alice", transport);
        long end = System.nanoTime() + EXPIRY.multipliedBy(2).toNanos();

        while (System.nanoTime() < end) {
            WirePacket answer = alice.send(WirePacket.keepAlive("alice")).next(WirePacket.KEEP_ALIVE_RESPONSE);
            assertThat(answer.content()).isEqualTo("{}");
            assertThat(alice.allUntilQuietFor(HEARTBEAT)).isEmpty();
        }

        alice.isOpen();
        assertThat(server.app().count("logout alice TIMEOUT")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatOnlyListensExpiresToo(Transport transport) {
        RawPeer alice = server.online("alice", TCP);
        RawPeer bob = server.online("bob", transport);
        String message = "{\"type\":2,\"from\":\"alice\",\"to\":\"bob\",\"dataContent\":\"are you there?\"}";

        for (long n = 2 * EXPIRY.dividedBy(HEARTBEAT); n > 0; n--) {
            alice.send(message);
            alice.allUntilQuietFor(HEARTBEAT);
        }

        server.app().isTold("logout bob TIMEOUT");
        assertThat(isOnline("alice")).isTrue();
        bob.isClosed();
    }

    @ParameterizedTest
    @EnumSource(names = "UDP", mode = EnumSource.Mode.EXCLUDE)
    void aConnectionThatNeverLogsInIsClosed_evenIfItIsNotSilent(Transport transport) {
        RawPeer silent = server.connect(transport);
        RawPeer talkative = server.connect(transport);
        long end = System.nanoTime() + EXPIRY.dividedBy(2).toNanos();
        while (System.nanoTime() < end) {
            talkative.isOpen();
            talkative.allUntilQuietFor(Duration.ofMillis(50));
        }

        silent.isClosed();
        talkative.isClosed();
        assertThat(server.app().events()).isEmpty();
    }

    @Test
    void aLoginThatTakesTooLongToArriveIsNotWaitedFor() {
        RawTcpClient loris = server.connectTcp();
        byte[] login =
                RawTcpClient.frame(WirePacket.login("alice", 0).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int sent = 0;

        while (sent < login.length / 2 && !loris.isClosedByServer(Duration.ofMillis(100))) {
            loris.sendUnframed(new byte[] {login[sent++]});
        }

        assertThat(loris.isClosedByServer(RawPeer.SOON)).isTrue();
        assertThat(sent).isLessThan(login.length / 2);
        assertThat(server.app().events()).isEmpty();
    }
}
