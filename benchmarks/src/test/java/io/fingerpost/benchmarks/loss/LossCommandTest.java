package io.fingerpost.benchmarks.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fingerpost.benchmarks.TestConsole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LossCommandTest {
    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @CsvSource({"udp, 10", "tcp, 2", "ws, 2"})
    void m60_everythingSentIsDeliveredOnceAndItsSenderIsTold(String transport, String loss) {
        JsonObject json = console.runToJson(
                "loss",
                "--transport",
                transport,
                "--loss",
                loss,
                "--rtt",
                "4",
                "--messages",
                "300",
                "--pairs",
                "20",
                "--window",
                "2",
                "--seed",
                "5");
        assertThat(json.get("sent").getAsInt()).isEqualTo(300);
        assertThat(json.get("accepted").getAsInt()).isEqualTo(300);
        assertThat(json.get("delivered").getAsInt()).isEqualTo(300);
        assertThat(json.get("duplicates").getAsInt()).isZero();
        assertThat(json.get("p50Millis").getAsDouble()).isGreaterThanOrEqualTo(4);
        assertThat(json.get("boundP50Millis").getAsDouble()).isEqualTo(4);
        assertThat(json.get("datagramsPerMessagePerHop").getAsDouble()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void withOneMessageUnderWayThereIsNoDisorder() {
        JsonObject json = console.runToJson("loss", "--loss", "10", "--rtt", "2", "--messages", "200", "--pairs", "20");
        assertThat(json.get("outOfOrder").getAsInt()).isZero();
        assertThat(json.get("boundP99Millis").getAsDouble()).isEqualTo(6);
    }

    @Test
    void theTableStandsBesideTheIdeal() {
        console.runToJson("loss", "--loss", "0", "--rtt", "2", "--messages", "40", "--pairs", "4");
        assertThat(console.out()).contains("measured", "ideal", "latency p99, ms");
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertThat(console.run("loss", "--loss", "100")).isEqualTo(2);
        assertThat(console.err()).contains("--loss must be from 0 to 90");
        assertThat(console.run("loss", "--transport", "smoke")).isEqualTo(2);
        assertThat(console.err()).contains("'smoke' is not a transport");
    }
}
