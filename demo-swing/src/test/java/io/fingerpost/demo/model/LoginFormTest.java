package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoginFormTest {
    private static ServerChoice at(String host, int port) {
        return new ServerChoice(false, "tcp", host, port);
    }

    @ParameterizedTest
    @CsvSource({"'', user name", "' ', user name", "0, cannot be", "-1, cannot be"})
    void someNamesCannotBeUsers(String user, String words) {
        assertThat(new LoginForm(at("im.example", 1), user, "").problem()).contains(words);
    }

    @Test
    void longNamesAreRefused() {
        assertThat(new LoginForm(at("im.example", 1), "x".repeat(257), "").problem())
                .contains("256");
    }

    @ParameterizedTest
    @CsvSource({"'', 8901, host name", "a host, 8901, a host", "im.example, 0, 65535", "im.example, 65536, 65535"})
    void saysWhatIsWrongWithTheAddress(String host, int port, String words) {
        assertThat(new LoginForm(at(host, port), "alice", "").problem()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "im.example, tcp://im.example:8901",
        "192.0.2.1, tcp://192.0.2.1:8901",
        "2001:db8::1, tcp://[2001:db8::1]:8901",
        "[2001:db8::1], tcp://[2001:db8::1]:8901"
    })
    void addressesAreWrittenAsClientsTakeThem(String host, String address) {
        assertThat(at(host, 8901).address()).isEqualTo(address);
        assertThat(at(host, 8901).problem()).isNull();
    }

    @Test
    void theServerHereNeedsNoAddress() {
        ServerChoice here = new ServerChoice(true, "udp", "", 0);
        assertThat(new LoginForm(here, "李雷", "").problem()).isNull();
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(new LoginForm(at("im.example", 1), "alice", "secret").toString())
                .doesNotContain("secret");
    }
}
