package io.fingerpost.core.codec;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.fingerpost.core.Protocal;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Gson in strict mode makes of some bytes, and what the rules of the packet say about that. */
final class GsonOracle {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");
    private static final Set<String> KNOWN_KEYS =
            Set.of("type", "dataContent", "from", "to", "fp", "QoS", "typeu", "sm", "bridge");
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private GsonOracle() {}

    /** Returns the one object that the bytes are, or nothing if they are anything else. */
    static Optional<JsonObject> read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(32);
            JsonElement element = JsonParser.parseReader(reader);
            return element.isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT
                    ? Optional.of(element.getAsJsonObject())
                    : Optional.empty();
        } catch (CharacterCodingException | JsonParseException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // more text behind the object
        }
    }

    /** Returns the packet that the object is by the rules of the format, or nothing if it breaks one of them. */
    static Optional<Protocal> packet(JsonObject object) {
        try {
            Protocal.Builder p = Protocal.builder()
                    .type((int) number(object, "type", 0, 32))
                    .dataContent(string(object, "dataContent"))
                    .from(id(object, "from", Protocal.UNKNOWN_ID))
                    .to(id(object, "to", Protocal.UNKNOWN_ID))
                    .qos(bool(object, "QoS"))
                    .typeu((int) number(object, "typeu", -1, 32))
                    .sm(number(object, "sm", -1, 64))
                    .bridge(bool(object, "bridge"));
            String fp = id(object, "fp", "");
            return Optional.of(p.fp(fp.isEmpty() ? null : fp).build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns whether a key of the packet stands twice, which a JsonObject does not show; the bytes are one JSON object. */
    static boolean hasKnownKeyTwice(byte[] bytes) {
        Set<String> seen = new HashSet<>();
        try (JsonReader reader = new JsonReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)))) {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                if (KNOWN_KEYS.contains(name) && !seen.add(name)) {
                    return true;
                }
                reader.skipValue();
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonPrimitive primitive(JsonObject object, String key) {
        JsonElement value = object.get(key);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive()) {
            throw new IllegalArgumentException(key);
        }
        return value.getAsJsonPrimitive();
    }

    private static String string(JsonObject object, String key) {
        JsonPrimitive value = primitive(object, key);
        if (value != null && !value.isString()) {
            throw new IllegalArgumentException(key);
        }
        return value == null ? null : value.getAsString();
    }

    private static String id(JsonObject object, String key, String fallback) {
        String id = string(object, key);
        if (id != null && !StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
            throw new IllegalArgumentException(key);
        }
        return id == null ? fallback : id;
    }

    private static long number(JsonObject object, String key, long fallback, int bits) {
        JsonPrimitive value = primitive(object, key);
        if (value == null) {
            return fallback;
        }
        if (!value.isNumber() || !WHOLE_NUMBER.matcher(value.getAsString()).matches()) {
            throw new IllegalArgumentException(key);
        }
        BigInteger number = new BigInteger(value.getAsString());
        if (number.compareTo(MIN_LONG) < 0 || number.compareTo(MAX_LONG) > 0) {
            throw new IllegalArgumentException(key);
        }
        if (bits == 32 && number.bitLength() > 31) {
            throw new IllegalArgumentException(key);
        }
        return number.longValueExact();
    }

    private static boolean bool(JsonObject object, String key) {
        JsonPrimitive value = primitive(object, key);
        if (value != null && !value.isBoolean()) {
            throw new IllegalArgumentException(key);
        }
        return value != null && value.getAsBoolean();
    }
}
