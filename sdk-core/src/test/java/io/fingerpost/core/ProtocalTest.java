package io.fingerpost.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProtocalTest {
    @Test
    void m3_everyFieldHasTheDefaultOfTheFormat() {
        Protocal p = Protocal.builder().build();

        assertThat(p.type()).isZero();
        assertThat(p.dataContent()).isNull();
        assertThat(p.from()).isEqualTo("-1");
        assertThat(p.to()).isEqualTo("-1");
        assertThat(p.fp()).isNull();
        assertThat(p.isQos()).isFalse();
        assertThat(p.typeu()).isEqualTo(-1);
        assertThat(p.sm()).isEqualTo(-1);
        assertThat(p.isBridge()).isFalse();
    }

    @Test
    void aMessageAsksForAnAcknowledgement() {
        Protocal p = Protocal.message("bob", "hello").typeu(7).build();

        assertThat(p.type()).isEqualTo(PacketType.MESSAGE);
        assertThat(p.to()).isEqualTo("bob");
        assertThat(p.dataContent()).isEqualTo("hello");
        assertThat(p.isQos()).isTrue();
        assertThat(p.typeu()).isEqualTo(7);
        assertThat(p.from()).isEqualTo(Protocal.UNKNOWN_ID);
        assertThatNullPointerException()
                .isThrownBy(() -> Protocal.message("bob", null))
                .withMessage("dataContent");
    }

    @Test
    void m4_fingerprintsAreRandomUuids() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String fp = Protocal.newFingerprint();
            assertThat(UUID.fromString(fp).version()).isEqualTo(4);
            assertThat(fp).hasSize(36);
            assertThat(seen.add(fp)).isTrue();
        }
    }

    @Test
    void m4_anApplicationsFingerprintIsKept() {
        assertThat(Protocal.message("bob", "x").fp("order-17").build().fp()).isEqualTo("order-17");
    }

    @Test
    void toBuilderKeepsEveryFieldAndEveryFieldCountsForEquality() {
        Protocal p = full().build();

        assertThat(p.toBuilder().build()).isEqualTo(p).hasSameHashCodeAs(p).isNotSameAs(p);
        assertThat(p)
                .isNotEqualTo(full().type(9).build())
                .isNotEqualTo(full().dataContent("other").build())
                .isNotEqualTo(full().dataContent(null).build())
                .isNotEqualTo(full().from("other").build())
                .isNotEqualTo(full().to("other").build())
                .isNotEqualTo(full().fp("other").build())
                .isNotEqualTo(full().qos(false).build())
                .isNotEqualTo(full().typeu(9).build())
                .isNotEqualTo(full().sm(9).build())
                .isNotEqualTo(full().bridge(false).build())
                .isNotEqualTo(null)
                .isNotEqualTo("a string");
    }

    @Test
    void aBuilderMayGoOnAfterBuild() {
        Protocal.Builder builder = full();
        Protocal first = builder.build();
        Protocal second = builder.fp("second").build();

        assertThat(first.fp()).isEqualTo("fp-1");
        assertThat(second.fp()).isEqualTo("second");
    }

    @Test
    void toStringShowsNothingOfThePayload() {
        assertThat(full().dataContent("secret token").build().toString())
                .doesNotContain("secret")
                .contains("12 chars", "alice", "bob", "fp-1");
        assertThat(full().dataContent(null).build().toString()).contains("absent");
    }

    @Test
    void idsThatAreTooLongOrMissingAreRefusedWithTheirName() {
        String longest = "x".repeat(Protocal.MAX_ID_CHARS);
        assertThat(full().from(longest).to(longest).fp(longest).build().fp()).isEqualTo(longest);
        assertThatThrownBy(() -> full().from(longest + "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("from", "257");
        assertThatThrownBy(() -> full().to(longest + "x")).hasMessageContaining("to");
        assertThatThrownBy(() -> full().fp(longest + "x")).hasMessageContaining("fp");
        assertThatThrownBy(() -> full().fp("")).hasMessageContaining("fp must not be empty");
        assertThatNullPointerException().isThrownBy(() -> full().from(null)).withMessage("from");
        assertThatNullPointerException().isThrownBy(() -> full().to(null)).withMessage("to");
    }

    @Test
    void m2_defaultPortsAreThoseOfTheFormat() {
        assertThat(Transport.UDP.defaultPort()).isEqualTo(7901);
        assertThat(Transport.TCP.defaultPort()).isEqualTo(8901);
        assertThat(Transport.WEBSOCKET.defaultPort()).isEqualTo(3000);
        assertThat(Transport.UDP.isReliable()).isFalse();
        assertThat(Transport.TCP.isReliable()).isTrue();
        assertThat(Transport.WEBSOCKET.isReliable()).isTrue();
    }

    private static Protocal.Builder full() {
        return Protocal.builder()
                .type(PacketType.MESSAGE)
                .dataContent("hello")
                .from("alice")
                .to("bob")
                .fp("fp-1")
                .qos(true)
                .typeu(5)
                .sm(6)
                .bridge(true);
    }
}
