package io.fingerpost.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.benchmarks.common.BenchException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeapHistogramTest {
    @Test
    void whatTheJvmPrintsIsRead() throws Exception {
        HeapHistogram histogram = HeapHistogram.parse(List.of(
                "12327:",
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:        349297       14814896  [B (java.base@17.0.15)",
                "   2:        326280        7830720  io.fingerpost.server.session.UserAccount$Sent",
                "Total       1420459       49126612"));
        assertThat(histogram.liveBytes()).isEqualTo(49_126_612);
        assertThat(histogram.classes())
                .containsExactly(
                        new HeapHistogram.Entry(349_297, 14_814_896, "[B"),
                        new HeapHistogram.Entry(326_280, 7_830_720, "io.fingerpost.server.session.UserAccount$Sent"));
    }

    @Test
    void anythingElseIsAFailure() {
        assertThatThrownBy(() -> HeapHistogram.parse(List.of("java.io.IOException: No such process")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("No such process");
    }
}
