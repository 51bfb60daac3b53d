package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.Packets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PacketLogTest {
    private final UiThread thread = new UiThread();
    private final PacketLog log =
            new PacketLog(thread.ui, Clock.fixed(Instant.parse("2026-11-21T12:00:00.123Z"), ZoneOffset.UTC));

    @AfterEach
    void end() {
        thread.close();
    }

    private static Protocal message(String fp, String text) {
        return Protocal.message("bob", text).from("alice").fp(fp).build();
    }

    private List<PacketLine> visible() {
        return thread.get(() -> List.copyOf(log.visible()));
    }

    @Test
    @DisplayName("M70: the log has every packet, and marks repeats")
    void m70_repeatsAreMarked() {
        log.onPacketSent(message("1", "hello"), 90);
        log.onPacketSent(message("1", "hello"), 90);
        log.onPacketReceived(Packets.ack("bob", "alice", "1"), 70);
        assertThat(visible()).extracting(PacketLine::sent).containsExactly(true, true, false);
        assertThat(visible()).extracting(PacketLine::repeat).containsExactly(false, true, false);
        assertThat(visible()).extracting(PacketLine::fingerprint).containsOnly("1");
        assertThat(visible().get(1).text())
                .contains("→", "2 message, again", "alice → bob", "90 B", "hello")
                .doesNotContain("\n");
    }

    @Test
    void theOldestLinesGo() {
        for (int i = 0; i < PacketLog.MAX_LINES + 10; i++) {
            log.onPacketReceived(message("fp" + i, "text"), 1);
        }
        assertThat(visible()).hasSize(PacketLog.MAX_LINES);
        assertThat(visible().get(0).fingerprint()).isEqualTo("fp10");
    }

    @Test
    void filtersByTypeAndText() {
        log.onPacketSent(message("1", "Over the HILL"), 1);
        log.onPacketSent(Packets.keepAlive("alice"), 1);
        log.onPacketReceived(Packets.error("alice", 3, "no such hill", "1"), 1);
        filter(PacketFilter.Types.NO_KEEP_ALIVES, "");
        assertThat(types()).containsExactly(PacketType.MESSAGE, PacketType.ERROR);
        filter(PacketFilter.Types.ALL, " hill ");
        assertThat(types()).containsExactly(PacketType.MESSAGE, PacketType.ERROR);
        filter(PacketFilter.Types.ERRORS, "hill");
        assertThat(types()).containsExactly(PacketType.ERROR);
        log.onPacketSent(message("2", "hill"), 1);
        assertThat(types()).containsExactly(PacketType.ERROR);
        filter(PacketFilter.Types.ALL, "");
        assertThat(types()).hasSize(4);
    }

    private void filter(PacketFilter.Types types, String text) {
        thread.run(() -> log.setFilter(new PacketFilter(types, text)));
    }

    private List<Integer> types() {
        return visible().stream().map(line -> line.packet().type()).toList();
    }

    @Test
    void tellsWhatChangesAmongTheLinesThatAreShown() {
        List<String> told = new ArrayList<>();
        log.addListener(new PacketLog.Listener() {
            @Override
            public void linesAdded(int added, int removed) {
                told.add("+" + added + " -" + removed);
            }

            @Override
            public void linesReplaced() {
                told.add("replaced");
            }
        });
        filter(PacketFilter.Types.MESSAGES, "");
        log.onPacketSent(Packets.keepAlive("alice"), 1);
        thread.run(() -> {});
        log.onPacketSent(message("1", "a"), 1);
        thread.run(log::clear);
        assertThat(told).containsExactly("replaced", "+1 -0", "replaced");
        assertThat(visible()).isEmpty();
    }

    @Test
    void belongsToTheUserInterfacesThread() {
        assertThatIllegalStateException().isThrownBy(log::clear);
    }
}
