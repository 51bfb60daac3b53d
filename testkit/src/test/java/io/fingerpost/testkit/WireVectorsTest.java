package io.fingerpost.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.ProtocalCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WireVectorsTest {
    private final WireVectors vectors = WireVectors.find();

    @Test
    void packetsAreReadAndTheCodecAgrees() throws InvalidPacketException {
        List<WireVectors.PacketCase> packets = vectors.packets();
        assertThat(packets).hasSizeGreaterThan(150);
        Set<String> names = new HashSet<>();
        for (WireVectors.PacketCase p : packets) {
            assertThat(names.add(p.name())).as(p.name()).isTrue();
            if (p.packet() == null) {
                assertThatThrownBy(() -> ProtocalCodec.decode(p.bytes()))
                        .as(p.name())
                        .isInstanceOf(InvalidPacketException.class);
            } else {
                assertThat(ProtocalCodec.decode(p.bytes())).as(p.name()).isEqualTo(p.packet());
            }
        }
    }

    @Test
    void framesAreRead() {
        List<WireVectors.FrameCase> frames = vectors.tcpFrames();
        assertThat(frames).hasSizeGreaterThan(8);
        assertThat(frames)
                .anyMatch(WireVectors.FrameCase::refused)
                .anyMatch(f -> f.packets().size() == 3);
    }

    @Test
    void conversationsAreWellFormedAndTheirPacketsCanonicalUnlessTheyAreMeantNotToBe() {
        List<WireVectors.Conversation> conversations = vectors.conversations();
        assertThat(conversations).hasSizeGreaterThan(20);
        for (WireVectors.Conversation conversation : conversations) {
            assertThat(conversation.about()).isNotEmpty();
            assertThat(conversation.steps().get(0).byServer())
                    .as("%s", conversation)
                    .isFalse();
            WireTemplate template = new WireTemplate();
            for (WireVectors.Step step : conversation.steps()) {
                if (step.byServer() && step.packet() != null) {
                    String sent = step.packet()
                            .replaceAll("\\$\\{number:[^}]*}", "1767225600000")
                            .replace("${text}", "x y");
                    assertThat(template.matches(step.packet(), sent))
                            .as("%s: %s", conversation, sent)
                            .isTrue();
                    boolean relayedAsItCame = conversation.steps().stream()
                            .anyMatch(s -> !s.byServer() && Objects.equals(s.packet(), step.packet()));
                    assertThat(relayedAsItCame || reencoded(sent).equals(sent))
                            .as("%s: %s", conversation, sent)
                            .isTrue();
                } else if (step.packet() != null) {
                    assertThat(template.fill(step.packet())).doesNotContain("${");
                }
            }
        }
    }

    private static String reencoded(String packet) {
        try {
            return new String(ProtocalCodec.encode(ProtocalCodec.decode(packet.getBytes(UTF_8))), UTF_8);
        } catch (InvalidPacketException e) {
            return e.reason();
        }
    }

    @Test
    void numbersAreAnyTheFirstTimeAndTheSameAfterwards() {
        WireTemplate template = new WireTemplate();
        assertThat(template.matches("{\"t\":${number:a},\"u\":${number:a}}", "{\"t\":5,\"u\":6}"))
                .isFalse();
        assertThat(template.matches("{\"t\":${number:a}}", "{\"t\":x}")).isFalse();
        assertThat(template.matches("{\"t\":${number:a}}", "{\"t\":-17}")).isTrue();
        assertThat(template.matches("{\"t\":${number:a}}", "{\"t\":18}")).isFalse();
        assertThat(template.matches("{\"t\":${number:b}}", "{\"t\":18}")).isTrue();
        assertThat(template.fill("${number:a} ${number:b}")).isEqualTo("-17 18");
        assertThatThrownBy(() -> template.fill("${number:c}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> template.fill("${text}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textMatchesAnythingAndTheRestHasToBeExact() {
        WireTemplate template = new WireTemplate();
        assertThat(template.matches("(a.c) ${text}!", "(a.c) any\nthing!")).isTrue();
        assertThat(template.matches("(a.c) ${text}!", "(a.c) !")).isTrue();
        assertThat(template.matches("(a.c) ${text}!", "(abc) any!")).isFalse();
        assertThat(template.matches("(a.c) ${text}!", "(a.c) any")).isFalse();
    }
}
