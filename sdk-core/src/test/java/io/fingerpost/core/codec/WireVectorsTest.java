package io.fingerpost.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fingerpost.core.Protocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The codec against the files in {@code wire-vectors}, which other implementations test themselves with too. */
class WireVectorsTest {
    private static final Path FOLDER = Path.of("..", "wire-vectors");

    @TestFactory
    Stream<DynamicTest> m3_packetsAreReadAndWrittenAsTheVectorsSay() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve("packets"))) {
            for (Path file : files.sorted().toList()) {
                cases(file)
                        .forEach(c -> tests.add(
                                DynamicTest.dynamicTest(file.getFileName() + ": " + name(c), () -> checkPacket(c))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(150);
        return tests.stream();
    }

    private static void checkPacket(JsonObject c) throws InvalidPacketException {
        byte[] bytes = bytes(c);
        if (c.has("refused")) {
            assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> ProtocalCodec.decode(bytes));
            assertThat(c.get("refused").getAsString()).isEqualTo("invalid");
            return;
        }
        Protocal expected = packet(c.getAsJsonObject("packet"));
        assertThat(ProtocalCodec.decode(bytes)).isEqualTo(expected);
        assertThat(ProtocalCodec.decode(ProtocalCodec.encode(expected))).isEqualTo(expected);
        if (c.has("canonical")) {
            assertThat(new String(ProtocalCodec.encode(expected), UTF_8)).isEqualTo(new String(bytes, UTF_8));
        }
    }

    private static Protocal packet(JsonObject json) {
        return Protocal.builder()
                .type(json.get("type").getAsInt())
                .dataContent(text(json, "dataContent"))
                .from(json.get("from").getAsString())
                .to(json.get("to").getAsString())
                .fp(text(json, "fp"))
                .qos(json.get("QoS").getAsBoolean())
                .typeu(json.get("typeu").getAsInt())
                .sm(json.get("sm").getAsLong())
                .bridge(json.get("bridge").getAsBoolean())
                .build();
    }

    @TestFactory
    Stream<DynamicTest> m3_bodiesAreReadAsTheVectorsSay() throws IOException {
        return cases(FOLDER.resolve("bodies").resolve("bodies.json"))
                .map(c -> DynamicTest.dynamicTest(c.get("body").getAsString() + ": " + name(c), () -> checkBody(c)));
    }

    private static void checkBody(JsonObject c) throws InvalidPacketException {
        String body = c.get("body").getAsString();
        String json = c.get("text").getAsString();
        if (c.has("refused")) {
            assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> fields(body, json));
        } else {
            assertThat(fields(body, json)).isEqualTo(c.getAsJsonObject("fields"));
        }
    }

    private static JsonObject fields(String body, String json) throws InvalidPacketException {
        JsonObject fields = new JsonObject();
        switch (body) {
            case "login" -> {
                LoginBody login = LoginBody.parse(json);
                fields.addProperty("loginUserId", login.userId());
                fields.addProperty("loginToken", login.token());
                fields.addProperty("extra", login.extra());
                fields.addProperty("firstLoginTime", login.firstLoginTime());
            }
            case "loginResponse" -> {
                CodeBody response = CodeBody.parseLoginResponse(json);
                fields.addProperty("code", response.code());
                fields.addProperty("firstLoginTime", response.firstLoginTime());
            }
            case "error" -> {
                CodeBody error = CodeBody.parseError(json);
                fields.addProperty("errorCode", error.code());
                fields.addProperty("errorMsg", error.text());
            }
            case "kickout" -> {
                CodeBody kickout = CodeBody.parseKickout(json);
                fields.addProperty("code", kickout.code());
                fields.addProperty("reason", kickout.text());
            }
            default -> throw new AssertionError(body);
        }
        return fields;
    }

    @TestFactory
    Stream<DynamicTest> m6_framesAreTheirLengthAndThePacket() throws IOException {
        return cases(FOLDER.resolve("frames").resolve("tcp.json"))
                .map(c -> DynamicTest.dynamicTest(name(c), () -> checkFrames(c)));
    }

    private static void checkFrames(JsonObject c) throws InvalidPacketException {
        ByteBuffer stream = ByteBuffer.wrap(bytes(c));
        for (JsonElement packet : c.getAsJsonArray("packets")) {
            byte[] expected = packet.getAsString().getBytes(UTF_8);
            byte[] actual = new byte[stream.getInt()];
            stream.get(actual);
            assertThat(actual).isEqualTo(expected);
            assertThat(ProtocalCodec.decode(actual)).isEqualTo(ProtocalCodec.decode(expected));
        }
        if (c.has("refused")) {
            int length = stream.getInt();
            assertThat(length <= 0 || length > ProtocalCodec.DEFAULT_MAX_PACKET_BYTES)
                    .isTrue();
        } else if (stream.remaining() >= Integer.BYTES) {
            assertThat(stream.getInt()).as("not complete").isGreaterThan(stream.remaining());
        }
    }

    private static Stream<JsonObject> cases(Path file) throws IOException {
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        return json.getAsJsonArray("cases").asList().stream().map(JsonElement::getAsJsonObject);
    }

    private static String name(JsonObject c) {
        return c.get("name").getAsString();
    }

    private static String text(JsonObject json, String key) {
        return json.get(key).isJsonNull() ? null : json.get(key).getAsString();
    }

    private static byte[] bytes(JsonObject c) {
        return c.has("hex")
                ? HexFormat.of().parseHex(c.get("hex").getAsString())
                : c.get("text").getAsString().getBytes(UTF_8);
    }
}
