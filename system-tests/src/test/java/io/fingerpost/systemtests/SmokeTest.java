package io.fingerpost.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void everyModuleIsOnTheClassPath() throws ClassNotFoundException {
        assertThat(Class.forName("io.fingerpost.cli.Main")).isNotNull();
    }
}
