package io.fingerpost.benchmarks.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

final class OutputTest {
    @Test
    void theLineIsJson() {
        JsonLine line = new JsonLine()
                .add("count", 3)
                .add("millis", 1.23456)
                .add("none", Double.NaN)
                .add("word", "tcp")
                .add("inner", new JsonLine().add("x", 1));
        assertThat(line.toString())
                .isEqualTo(
                        "{\"count\": 3, \"millis\": 1.235, \"none\": null, \"word\": \"tcp\", \"inner\": {\"x\": 1}}");
        assertThat(JsonParser.parseString(line.toString()).isJsonObject()).isTrue();
        assertThatThrownBy(() -> new JsonLine().add("word", "\"")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columnsAreAligned() {
        Table table = new Table("", "measured").row("p50", "1.5").row("a longer name", "10.5");
        assertThat(table.lines())
                .containsExactly("                 measured", "  p50                 1.5", "  a longer name      10.5");
    }
}
