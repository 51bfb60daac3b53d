package io.fingerpost.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.Transport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "udp://im.example, UDP, false, im.example, 7901, ''",
        "tcp://im.example, TCP, false, im.example, 8901, ''",
        "TLS://im.example/, TCP, true, im.example, 8901, /",
        "ws://im.example, WEBSOCKET, false, im.example, 3000, /websocket",
        "wss://im.example, WEBSOCKET, true, im.example, 3000, /websocket",
        "wss://im.example:443/chat?x=1, WEBSOCKET, true, im.example, 443, /chat?x=1",
        "tcp://192.0.2.1:1, TCP, false, 192.0.2.1, 1, ''",
        "udp://[2001:db8::1]:65535, UDP, false, 2001:db8::1, 65535, ''",
        "' tcp://im.example:80 ', TCP, false, im.example, 80, ''",
    })
    @DisplayName("M2: schemes, default ports and the default path")
    void m2_parse(String text, Transport transport, boolean secure, String host, int port, String path) {
        ServerAddress address = ServerAddress.parse(text);
        assertThat(address.transport()).isEqualTo(transport);
        assertThat(address.isSecure()).isEqualTo(secure);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.path()).isEqualTo(path);
        assertThat(address).hasToString(text.trim()).isEqualTo(ServerAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "im.example",
                "im.example:8901",
                "http://im.example",
                "tcp://",
                "tcp://:8901",
                "tcp://a b",
                "tcp://a:0",
                "tcp://a:65536",
                "tcp://a:x",
                "tcp://user@a",
                "tcp://a#b",
                "tcp://a/path",
                "udp://a?b=c",
                "udp://[::1"
            })
    void refusesWhatIsNoServerAddress(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void theBuilderRefusesWhatCannotBe() {
        ImClientBuilder b = ImClient.builder();
        assertThatThrownBy(() -> b.heartbeat(999, TimeUnit.MILLISECONDS)).hasMessageContaining("heartbeat");
        assertThatThrownBy(() -> b.connectTimeout(0, TimeUnit.SECONDS)).hasMessageContaining("connect timeout");
        assertThatThrownBy(() -> b.sendTimeout(Long.MAX_VALUE, TimeUnit.DAYS)).hasMessageContaining("send timeout");
        assertThatThrownBy(() -> b.maxPending(0, 1)).hasMessageContaining("positive");
        assertThatThrownBy(() -> b.maxPacketBytes(100)).hasMessageContaining("512");
        assertThatThrownBy(() -> ReconnectPolicy.exponential(2, 1, TimeUnit.SECONDS))
                .hasMessageContaining("initial");
    }

    @Test
    void theReconnectPolicyDoublesUpToItsMost() {
        ReconnectPolicy policy = ReconnectPolicy.exponential(1, 60, TimeUnit.NANOSECONDS);
        assertThat(new long[] {
                    policy.ceilingNanos(0), policy.ceilingNanos(1), policy.ceilingNanos(5), policy.ceilingNanos(6)
                })
                .containsExactly(1, 2, 32, 60);
        assertThat(policy.ceilingNanos(Integer.MAX_VALUE)).isEqualTo(60);
        assertThat(ReconnectPolicy.never().reconnects()).isFalse();
    }
}
