package io.fingerpost.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScriptTest {
    private static List<Step.Say> lines(int messages) {
        return Script.ofMessages(messages).stream()
                .filter(Step.Say.class::isInstance)
                .map(Step.Say.class::cast)
                .toList();
    }

    @Test
    void hasAsManyMessagesAsWanted() {
        for (int n : new int[] {1, 7, 8, 12, Script.MESSAGES, 200}) {
            assertThat(lines(n)).hasSize(n);
        }
    }

    @Test
    void twelveMessagesGoThroughAllPairsOfTransportsAndAllDirections() {
        Set<List<Role>> pairs = new HashSet<>();
        lines(16).forEach(line -> pairs.add(List.of(line.from(), line.to())));
        assertThat(pairs).hasSize(12);
    }

    @Test
    void aLinkIsCutAndRestoredOnce() {
        assertThat(Script.ofMessages(Script.MESSAGES))
                .filteredOn(Step.Cut.class::isInstance)
                .hasSize(1);
        assertThat(Script.ofMessages(8))
                .filteredOn(Step.Restore.class::isInstance)
                .hasSize(1);
        assertThat(Script.ofMessages(7)).filteredOn(Step.Cut.class::isInstance).isEmpty();
    }

    @Test
    void everyTextFitsItsColumn() {
        assertThat(lines(Script.MESSAGES))
                .allSatisfy(line -> assertThat(line.text()).hasSizeLessThanOrEqualTo(Script.MAX_TEXT_CHARS));
    }
}
