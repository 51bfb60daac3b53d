package io.fingerpost.core.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The document inside a login response ({@code code, firstLoginTime}), an error ({@code errorCode, errorMsg}) or a kick-out
 * ({@code code, reason}): a number, with a time or a text beside it. Immutable.
 */
public final class CodeBody {
    private final int code;
    private final @Nullable String text;
    private final long firstLoginTime;

    private CodeBody(int code, @Nullable String text, long firstLoginTime) {
        this.code = code;
        this.text = text;
        this.firstLoginTime = firstLoginTime;
    }

    /** Returns the code. */
    public int code() {
        return code;
    }

    /** Returns the error message or the reason; null when absent. */
    public @Nullable String text() {
        return text;
    }

    /** Returns the time of the first login in a login response, otherwise 0. */
    public long firstLoginTime() {
        return firstLoginTime;
    }

    /** Reads the body of a login response. */
    public static CodeBody parseLoginResponse(@Nullable String json) throws InvalidPacketException {
        return parse(json, "login response", "code", "");
    }

    /** Reads the body of an error packet. */
    public static CodeBody parseError(@Nullable String json) throws InvalidPacketException {
        return parse(json, "error", "errorCode", "errorMsg");
    }

    /** Reads the body of a kick-out packet. */
    public static CodeBody parseKickout(@Nullable String json) throws InvalidPacketException {
        return parse(json, "kick-out", "code", "reason");
    }

    private static CodeBody parse(@Nullable String json, String what, String codeKey, String textKey)
            throws InvalidPacketException {
        if (json == null) {
            throw new InvalidPacketException(what + " has no dataContent");
        }
        Parser parser = new Parser(codeKey, textKey);
        StrictJson.readObject(json, what, parser);
        Integer code = parser.code;
        if (code == null) {
            throw new InvalidPacketException(what + " has no " + codeKey);
        }
        return new CodeBody(code, parser.text, parser.firstLoginTime);
    }

    static String loginResponse(int code, long firstLoginTime) {
        return "{\"code\":" + code + ",\"firstLoginTime\":" + firstLoginTime + '}';
    }

    static String error(int code, String message) {
        return json("errorCode", code, "errorMsg", message);
    }

    static String kickout(int code, String reason) {
        return json("code", code, "reason", reason);
    }

    private static String json(String codeKey, int code, String textKey, String text) {
        StringBuilder out = new StringBuilder(48 + text.length());
        out.append("{\"").append(codeKey).append("\":").append(code);
        out.append(",\"").append(textKey).append("\":");
        StrictJson.appendString(out, text);
        return out.append('}').toString();
    }

    private static final class Parser implements StrictJson.KeyHandler {
        private final String codeKey;
        private final String textKey;
        private @Nullable Integer code;
        private @Nullable String text;
        private long firstLoginTime;

        Parser(String codeKey, String textKey) {
            this.codeKey = codeKey;
            this.textKey = textKey;
        }

        @Override
        public boolean read(String key, StrictJson json) throws IOException, InvalidPacketException {
            if (key.equals(codeKey)) {
                code = json.once(0).skipNull() ? null : json.nextInt(0); // 0 means success: never by default
            } else if (key.equals(textKey)) {
                text = json.once(1).nextString();
            } else if (key.equals("firstLoginTime")) {
                firstLoginTime = json.once(2).nextLong(0);
            } else {
                return false;
            }
            return true;
        }
    }
}
