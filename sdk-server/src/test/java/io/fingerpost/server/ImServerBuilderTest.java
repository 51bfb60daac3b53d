package io.fingerpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImServerBuilderTest {
    @Test
    void thereIsOneLoopForTwoProcessorsUnlessSomethingElseIsSaid() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(ImServer.builder().loopThreads()).isEqualTo(Math.max(1, processors / 2));
        assertThat(ImServer.builder().loopThreads(7).loopThreads()).isEqualTo(7);
        assertThatThrownBy(() -> ImServer.builder().loopThreads(-1)).hasMessageContaining("from 0 to 1024");
    }
}
