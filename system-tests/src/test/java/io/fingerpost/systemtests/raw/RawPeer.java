package io.fingerpost.systemtests.raw;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fingerpost.core.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link RawClient} that knows the conversations of the protocol, as the tests tell them. Used by one thread. */
final class RawPeer implements AutoCloseable {
    /** Long enough for a busy machine; waited for in full only when a test fails. */
    static final Duration SOON = Duration.ofSeconds(20);
    /** How long nothing has to come before it counts as never. */
    static final Duration QUIET = Duration.ofMillis(300);

    private final RawClient client;
    private @Nullable String user;

    RawPeer(RawClient client) {
        this.client = client;
    }

    RawClient client() {
        return client;
    }

    Transport transport() {
        return client.transport();
    }

    String user() {
        return Objects.requireNonNull(user, "not logged in");
    }

    RawPeer send(String packet) {
        client.send(packet);
        return this;
    }

    RawPeer send(byte[] packet) {
        client.sendBytes(packet);
        return this;
    }

    // ---- what comes ----

    /** Returns the next packet; null if none comes in time. */
    @Nullable WirePacket nextWithin(Duration timeout) {
        byte[] packet = client.receive(timeout);
        return packet == null ? null : WirePacket.of(packet);
    }

    /** Returns the next packet, whatever it is. */
    WirePacket next() {
        byte[] packet = client.receive(SOON);
        assertThat(packet).as("a packet for %s on %s", user, transport()).isNotNull();
        return WirePacket.of(packet);
    }

    /** Returns the next packet, which has to be of that type. */
    WirePacket next(int type) {
        WirePacket packet = next();
        assertThat(packet.type()).as("type of %s", packet).isEqualTo(type);
        return packet;
    }

    /** The next packet has to be an error with this code. */
    WirePacket nextError(int code) {
        WirePacket error = next(WirePacket.ERROR);
        JsonObject body = error.body();
        assertThat(body.get("errorCode").getAsInt()).as("code of %s", error).isEqualTo(code);
        assertThat(body.get("errorMsg").getAsString()).isNotEmpty();
        return error;
    }

    /** The next packet has to be the acknowledgement of a message to that user. */
    WirePacket nextAck(String recipient, String fp) {
        WirePacket ack = next(WirePacket.ACK);
        assertThat(ack.content()).isEqualTo(fp);
        assertThat(ack.from()).isEqualTo(recipient);
        assertThat(ack.to()).isEqualTo(user());
        return ack;
    }

    /** Nothing may come for a while. */
    RawPeer seesNothing() {
        byte[] packet = client.receive(QUIET);
        assertThat(packet == null ? null : new String(packet, StandardCharsets.UTF_8))
                .as("what %s on %s sees", user, transport())
                .isNull();
        return this;
    }

    /** Returns everything that comes until nothing does for that long. */
    List<WirePacket> allUntilQuietFor(Duration quiet) {
        List<WirePacket> all = new ArrayList<>();
        WirePacket packet;
        while ((packet = nextWithin(quiet)) != null) {
            all.add(packet);
        }
        return all;
    }

    /** A stream has to be closed by the server, in good order; a datagram peer has nothing that could be. */
    void isClosed() {
        if (transport().isReliable()) {
            assertThat(client.isClosedByServer(SOON))
                    .as("%s is closed by the server", transport())
                    .isTrue();
        }
        if (client instanceof RawTcpClient tcp) {
            assertThat(tcp.isBrokenOff()).as("the connection was reset").isFalse();
        }
    }

    /** The server has to answer, and the answer has to be the next packet: whatever was sent before has had its effect on this session. */
    void isOpen() {
        String words = "are you there, " + System.nanoTime();
        send(WirePacket.echo(words));
        assertThat(next(WirePacket.ECHO_RESPONSE).content()).isEqualTo(words);
    }

    // ---- conversations ----

    RawPeer sendLogin(String userId, long firstLoginTime) {
        return send(WirePacket.login(userId, firstLoginTime));
    }

    /** Logs in for the first time. Returns the time of the login. */
    long login(String userId) {
        return login(userId, 0);
    }

    /** Logs in, which has to succeed. Returns the time of the first login. */
    long login(String userId, long firstLoginTime) {
        sendLogin(userId, firstLoginTime);
        JsonObject answer = next(WirePacket.LOGIN_RESPONSE).body();
        assertThat(answer.get("code").getAsInt()).isZero();
        user = userId;
        return answer.get("firstLoginTime").getAsLong();
    }

    RawPeer sendMessage(String to, String fp) {
        return send(WirePacket.message(user(), to, fp));
    }

    /** Acknowledges a message as its recipient. */
    RawPeer acknowledge(WirePacket message) {
        return send(WirePacket.ack(user(), message.from(), message.fingerprint()));
    }

    @Override
    public void close() {
        client.close();
    }
}
