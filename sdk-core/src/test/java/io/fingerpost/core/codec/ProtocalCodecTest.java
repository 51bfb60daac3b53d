package io.fingerpost.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocalCodecTest {
    @Test
    void m3_writesAllKeysInAFixedOrderAndLeavesAbsentStringsOut() {
        assertThat(json(Protocal.builder().build()))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":0,\"from\":\"-1\",\"to\":\"-1\",\"QoS\":false,\"typeu\":-1,\"sm\":-1}");
        assertThat(json(Protocal.message("bob", "hello")
                        .from("alice")
                        .fp("f1")
                        .typeu(7)
                        .sm(1790000000000L)
                        .bridge(true)
                        .build()))
                .isEqualTo(
                        "{\"bridge\":true,\"type\":2,\"dataContent\":\"hello\",\"from\":\"alice\",\"to\":\"bob\",\"fp\":\"f1\","
                                + "\"QoS\":true,\"typeu\":7,\"sm\":1790000000000}");
    }

    @Test
    void escapesWhatHasToBeAndNothingElse() {
        assertThat(json(content("\" \\ / \b\f\n\r\t \u0001 \u001f \u007f < é 汉 \ud83d\ude00 \u2028\u2029")))
                .contains("\"\\\" \\\\ / \\b\\f\\n\\r\\t \\u0001 \\u001f \u007f < é 汉 \ud83d\ude00 \\u2028\\u2029\"");
    }

    @Test
    void anUnpairedSurrogateInThePayloadSurvives() throws InvalidPacketException {
        for (String text : new String[] {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "\ud83d\ud83d\ude00"}) {
            assertThat(ProtocalCodec.decode(ProtocalCodec.encode(content(text))).dataContent())
                    .isEqualTo(text);
        }
    }

    @Test
    void m3_absentAndNullKeysTakeTheirDefaults() throws InvalidPacketException {
        Protocal defaults = Protocal.builder().build();
        assertThat(decode("{}")).isEqualTo(defaults);
        assertThat(decode("{\"type\":null,\"dataContent\":null,\"from\":null,\"to\":null,\"fp\":null,\"QoS\":null,"
                        + "\"typeu\":null,\"sm\":null,\"bridge\":null}"))
                .isEqualTo(defaults);
        assertThat(decode("{\"fp\":\"\"}").fp())
                .as("an empty fingerprint is none")
                .isNull();
    }

    @Test
    void m3_unknownKeysAndTypesAreNoError() throws InvalidPacketException {
        assertThat(
                        decode(
                                "{\"retryCount\":3,\"x\":{\"type\":[1,{\"a\":\"\\n\"}]},\"type\":77,\"x\":1.5e3,\"TYPE\":\"\"}"))
                .isEqualTo(Protocal.builder().type(77).build());
    }

    @Test
    void aKeyMayBeWrittenWithEscapes() throws InvalidPacketException {
        assertThat(decode("{\"\\u0074ype\":2}").type()).isEqualTo(PacketType.MESSAGE);
        assertRefused("{\"type\":2,\"\\u0074ype\":2}", "twice");
    }

    @Test
    void numbersReachTheirLimits() throws InvalidPacketException {
        Protocal p = decode("{\"type\":2147483647,\"typeu\":-2147483648,\"sm\":9223372036854775807}");
        assertThat(p.type()).isEqualTo(Integer.MAX_VALUE);
        assertThat(p.typeu()).isEqualTo(Integer.MIN_VALUE);
        assertThat(p.sm()).isEqualTo(Long.MAX_VALUE);
        assertThat(decode("{\"sm\":-9223372036854775808}").sm()).isEqualTo(Long.MIN_VALUE);
        assertThat(decode("{\"type\":-0}").type()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483648",
                "-2147483649",
                "9223372036854775808",
                "1.0",
                "1e2",
                "0.5",
                "\"2\"",
                "true",
                "[]",
                "{}",
                "99999999999999999999999999"
            })
    void aTypeIsA32BitWholeNumber(String value) {
        assertRefused("{\"type\":" + value + "}", "\"type\"");
        assertRefused("{\"typeu\":" + value + "}", "\"typeu\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"dataContent|1", "from|true", "to|{}", "fp|[]", "QoS|1", "QoS|`\"true\"`", "bridge|0", "sm|1.5"})
    void aKnownKeyOfTheWrongTypeIsRefusedByName(String key, String value) {
        assertRefused("{\"" + key + "\":" + value + "}", "\"" + key + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "dataContent", "from", "to", "fp", "QoS", "typeu", "sm", "bridge"})
    void aKnownKeyStandsOnce(String key) {
        assertRefused("{\"" + key + "\":null,\"" + key + "\":null}", "\"" + key + "\" twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"{}\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{]",
                "{\"type\"}",
                "{\"type\":}",
                "{\"type\":2,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{type:2}",
                "{'type':2}",
                "{\"type\":NaN}",
                "{\"x\":NaN}",
                "{\"x\":nul}",
                "{\"x\":True}",
                "{\"x\":01}",
                "{\"x\":+1}",
                "{\"x\":.5}",
                "{\"x\":1.}",
                "{\"x\":0x1}",
                "{\"x\":'a'}",
                "{\"x\":\"a}",
                "{\"x\":\"\\q\"}",
                "{\"x\":\"\\u12\"}",
                "{\"x\":\"\\'\"}",
                "{\"type\"=2}",
                "{\"type\":2;\"to\":\"a\"}",
                "{}{}",
                "{} x",
                "{},",
                "{}\u0000",
                "// c\n{}",
                "/* c */{}",
                "{}//",
                "# c\n{}",
                ")]}'\n{}",
                "\ufeff{}",
                "{\"x\":[1,]}",
                "{\"x\":[1 2]}",
                "\u00a0{}",
                "\f{}"
            })
    void whatIsNotOneJsonObjectIsRefused(String text) {
        assertRefused(text, "packet");
    }

    @Test
    void controlCharactersHaveToBeEscapedInUnknownValuesToo() {
        for (String c : new String[] {"\u0000", "\n", "\t", "\u001f"}) {
            assertRefused("{\"dataContent\":\"" + c + "\"}", "packet");
            assertRefused("{\"unknown\":\"" + c + "\"}", "packet");
            assertRefused("{\"unknown\":{\"a" + c + "\":1}}", "packet");
            assertRefused("{\"unknown\":[\"" + c + "\"]}", "packet");
            assertRefused("{\"unk" + c + "nown\":1}", "packet");
        }
    }

    @Test
    void invalidUtf8IsRefused() {
        for (byte[] broken : new byte[][] {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82}
        }) {
            String latin =
                    "{\"dataContent\":\"" + new String(broken, java.nio.charset.StandardCharsets.ISO_8859_1) + "\"}";
            assertThatExceptionOfType(InvalidPacketException.class)
                    .isThrownBy(
                            () -> ProtocalCodec.decode(latin.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .withMessageContaining("UTF-8");
        }
    }

    @Test
    void nestingIsLimited() throws InvalidPacketException {
        assertThat(decode(nested(31)).type()).isEqualTo(2);
        assertRefused(nested(32), "packet");
        assertRefused(nested(100_000), "packet");
    }

    private static String nested(int depth) {
        return "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"type\":2}";
    }

    @Test
    void idsAreLimitedAndWellFormed() throws InvalidPacketException {
        String longest = "x".repeat(Protocal.MAX_ID_CHARS);
        for (String key : new String[] {"from", "to", "fp"}) {
            assertThat(decode("{\"" + key + "\":\"" + longest + "\"}")).isNotNull();
            assertRefused("{\"" + key + "\":\"" + longest + "x\"}", "more than 256");
            assertRefused("{\"" + key + "\":\"a\\ud83d\"}", "Unicode");
            assertRefused("{\"" + key + "\":\"\\ude00\\ud83d\"}", "Unicode");
        }
        assertThat(decode("{\"from\":\"\\ud83d\\ude00\"}").from()).isEqualTo("\ud83d\ude00");
    }

    @Test
    void aPartOfAnArrayIsRead() throws InvalidPacketException {
        byte[] bytes = "xx{\"type\":2}yy".getBytes(UTF_8);
        assertThat(ProtocalCodec.decode(bytes, 2, bytes.length - 4).type()).isEqualTo(2);
    }

    private static Protocal content(String text) {
        return Protocal.builder().dataContent(text).build();
    }

    private static String json(Protocal p) {
        return new String(ProtocalCodec.encode(p), UTF_8);
    }

    private static Protocal decode(String json) throws InvalidPacketException {
        return ProtocalCodec.decode(json.getBytes(UTF_8));
    }

    private static void assertRefused(String json, String reasonPart) {
        assertThatExceptionOfType(InvalidPacketException.class)
                .isThrownBy(() -> decode(json))
                .withMessageContaining(reasonPart)
                .matches(e -> e.reason().equals(e.getMessage()))
                .matches(e -> e.getStackTrace().length == 0);
    }
}
