package io.fingerpost.server.gateway.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "0.0.0.0", "255.255.255.255", "10.200.3.254", "::1", "fe80::1", "2001:db8::ff"})
    void isTheAddressItWasMadeOf(String host) throws UnknownHostException {
        for (int port : new int[] {0, 1, 32_768, 65_535}) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            PeerAddress kept = PeerAddress.of(address);
            assertThat(kept.toSocketAddress()).isEqualTo(address);
            assertThat(kept.is(address)).isTrue();
            assertThat(kept.hashCode()).isEqualTo(PeerAddress.hash(address));
            assertThat(kept).isEqualTo(PeerAddress.of(address)).hasToString(address.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2, 7", "127.0.0.1, 8", "128.0.0.1, 7", "127.0.1.0, 7"})
    void isNoOther(String host, int port) throws UnknownHostException {
        InetSocketAddress other = new InetSocketAddress(InetAddress.getByName(host), port);
        PeerAddress kept =
                PeerAddress.of(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7));
        assertThat(kept.is(other)).isFalse();
        assertThat(kept).isNotEqualTo(PeerAddress.of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "2001:db8::7f00:1"})
    void anAddressOfTheOtherFamilyWithTheSameHashIsAnother(String host) throws UnknownHostException {
        InetAddress inet = InetAddress.getByName(host);
        int hash = inet.hashCode();
        byte[] bytes = {(byte) (hash >>> 24), (byte) (hash >>> 16), (byte) (hash >>> 8), (byte) hash};
        InetSocketAddress four = new InetSocketAddress(InetAddress.getByAddress(bytes), 7);
        InetSocketAddress six = new InetSocketAddress(inet, 7);
        assertThat(PeerAddress.of(four).is(six)).isFalse();
        assertThat(PeerAddress.of(six).is(four)).isFalse();
    }
}
