package io.fingerpost.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.KickoutCode;
import io.fingerpost.core.Protocal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK's own packets and the documents inside them. */
class PacketsTest {
    private static final String REST = ",\"QoS\":false,\"typeu\":-1,\"sm\":-1}";

    @Test
    void m3_clientPacketsOnTheWire() {
        assertThat(json(Packets.login(new LoginBody("alice", "t\"1", "x", 0))))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":0,\"dataContent\":\"{\\\"loginUserId\\\":\\\"alice\\\",\\\"loginToken\\\":"
                                + "\\\"t\\\\\\\"1\\\",\\\"extra\\\":\\\"x\\\",\\\"firstLoginTime\\\":0}\",\"from\":\"alice\",\"to\":\"0\""
                                + REST);
        assertThat(json(Packets.keepAlive("alice")))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":1,\"dataContent\":\"{}\",\"from\":\"alice\",\"to\":\"0\"" + REST);
        assertThat(json(Packets.logout("alice")))
                .isEqualTo("{\"bridge\":false,\"type\":3,\"from\":\"alice\",\"to\":\"0\"" + REST);
        assertThat(json(Packets.ack("bob", "alice", "f1")))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":4,\"dataContent\":\"f1\",\"from\":\"bob\",\"to\":\"alice\"" + REST);
        assertThat(json(Packets.echo("hi")))
                .isEqualTo("{\"bridge\":false,\"type\":5,\"dataContent\":\"hi\",\"from\":\"-1\",\"to\":\"0\"" + REST);
    }

    @Test
    void m3_serverPacketsOnTheWire() {
        assertThat(json(Packets.loginResponse("alice", 0, 1790000000000L)))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":50,\"dataContent\":\"{\\\"code\\\":0,\\\"firstLoginTime\\\":1790000000000}\""
                                + ",\"from\":\"0\",\"to\":\"alice\"" + REST);
        assertThat(json(Packets.keepAliveResponse("alice")))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":51,\"dataContent\":\"{}\",\"from\":\"0\",\"to\":\"alice\"" + REST);
        assertThat(json(Packets.error("alice", ErrorCode.SEND_FAILED, "bob is offline", "f1")))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":52,\"dataContent\":\"{\\\"errorCode\\\":3,\\\"errorMsg\\\":\\\"bob is offline"
                                + "\\\"}\",\"from\":\"0\",\"to\":\"alice\",\"fp\":\"f1\"" + REST);
        assertThat(Packets.error("alice", ErrorCode.UNKNOWN, "", null).fp()).isNull();
        assertThat(json(Packets.echoResponse("-1", "hi")))
                .isEqualTo("{\"bridge\":false,\"type\":53,\"dataContent\":\"hi\",\"from\":\"0\",\"to\":\"-1\"" + REST);
        assertThat(Packets.echoResponse("-1", null).dataContent()).isNull();
        assertThat(json(Packets.kickout("alice", KickoutCode.ADMINISTRATOR, "spam")))
                .isEqualTo(
                        "{\"bridge\":false,\"type\":54,\"dataContent\":\"{\\\"code\\\":2,\\\"reason\\\":\\\"spam\\\"}\",\"from\":"
                                + "\"0\",\"to\":\"alice\"" + REST);
    }

    @Test
    void loginBodiesAreReadAsTheyWereWritten() throws InvalidPacketException {
        LoginBody body = LoginBody.parse(new LoginBody("阿丽\n\"", "t", "e", Long.MAX_VALUE).toJson());
        assertThat(body.userId()).isEqualTo("阿丽\n\"");
        assertThat(body.token()).isEqualTo("t");
        assertThat(body.extra()).isEqualTo("e");
        assertThat(body.firstLoginTime()).isEqualTo(Long.MAX_VALUE);

        LoginBody least = LoginBody.parse(new LoginBody("alice", null, null, 0).toJson());
        assertThat(least.token()).isNull();
        assertThat(least.extra()).isNull();
        assertThat(new LoginBody("alice", null, null, 0).toJson())
                .isEqualTo("{\"loginUserId\":\"alice\",\"firstLoginTime\":0}");
    }

    @Test
    void loginBodiesIgnoreUnknownKeysAndTakeNullForAbsent() throws InvalidPacketException {
        LoginBody body = LoginBody.parse(
                "{\"link\":{\"v\":1},\"loginUserId\":\"alice\",\"loginToken\":null,\"extra\":null,\"firstLoginTime\":null}");
        assertThat(body.userId()).isEqualTo("alice");
        assertThat(body.token()).isNull();
        assertThat(body.firstLoginTime()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"loginUserId\":null}",
                "{\"loginUserId\":\"\"}",
                "{\"loginUserId\":\"0\"}",
                "{\"loginUserId\":\"-1\"}",
                "{\"loginUserId\":1}",
                "{\"loginUserId\":\"a\",\"loginUserId\":\"b\"}",
                "{\"loginUserId\":\"a\",\"loginToken\":5}",
                "{\"loginUserId\":\"a\",\"extra\":{}}",
                "{\"loginUserId\":\"a\",\"firstLoginTime\":\"0\"}",
                "{\"loginUserId\":\"a\",\"firstLoginTime\":1.5}",
                "{\"loginUserId\":\"\\ud800\"}",
                "{\"loginUserId\":\"a\"} x"
            })
    void unusableLoginBodiesAreRefused(String json) {
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> LoginBody.parse(json));
    }

    @Test
    void loginBodiesAreRefusedWhenAbsentOrTooLong() {
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> LoginBody.parse(null));
        String tooLong = "{\"loginUserId\":\"" + "x".repeat(257) + "\"}";
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> LoginBody.parse(tooLong));
        assertThatNullPointerException().isThrownBy(() -> new LoginBody(null, null, null, 0));
    }

    @Test
    void loginBodiesShowNoSecrets() {
        assertThat(new LoginBody("alice", "the-token", "the-extra", 5).toString())
                .contains("alice")
                .doesNotContain("the-token", "the-extra");
    }

    @Test
    void codeBodiesAreReadAsTheyWereWritten() throws InvalidPacketException {
        CodeBody response = CodeBody.parseLoginResponse(
                Packets.loginResponse("alice", 1025, 17).dataContent());
        assertThat(response.code()).isEqualTo(1025);
        assertThat(response.firstLoginTime()).isEqualTo(17);
        assertThat(response.text()).isNull();

        CodeBody error = CodeBody.parseError(
                Packets.error("alice", 301, "{\"a\":\"\u2028\"}", null).dataContent());
        assertThat(error.code()).isEqualTo(301);
        assertThat(error.text()).isEqualTo("{\"a\":\"\u2028\"}");

        CodeBody kickout = CodeBody.parseKickout(Packets.kickout("alice", 1, "").dataContent());
        assertThat(kickout.code()).isEqualTo(1);
        assertThat(kickout.text()).isEmpty();
    }

    @Test
    void codeBodiesOfOtherImplementationsAreRead() throws InvalidPacketException {
        assertThat(CodeBody.parseLoginResponse("{\"code\":0,\"link\":{}}").firstLoginTime())
                .isZero();
        assertThat(CodeBody.parseError("{\"errorCode\":2,\"errorMsg\":null}").text())
                .isNull();
        assertThat(CodeBody.parseKickout(" {\"reason\":\"x\",\"code\":-5} ").code())
                .isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"code\":null}",
                "{\"code\":\"0\"}",
                "{\"code\":0.0}",
                "{\"code\":0,\"code\":0}",
                "{\"code\":2147483648}"
            })
    void codeBodiesWithoutAUsableCodeAreRefused(String json) {
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> CodeBody.parseLoginResponse(json));
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> CodeBody.parseKickout(json));
        String error = json.replace("code", "errorCode");
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> CodeBody.parseError(error));
        assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> CodeBody.parseError(null));
    }

    private static String json(Protocal p) {
        return new String(ProtocalCodec.encode(p), UTF_8);
    }
}
