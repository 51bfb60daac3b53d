package io.fingerpost.systemtests.raw;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A packet as a foreign client writes and reads it: JSON by Gson, with nothing of our codec. */
record WirePacket(String text, JsonObject json) {
    static final int LOGIN = 0;
    static final int KEEP_ALIVE = 1;
    static final int MESSAGE = 2;
    static final int LOGOUT = 3;
    static final int ACK = 4;
    static final int ECHO = 5;
    static final int LOGIN_RESPONSE = 50;
    static final int KEEP_ALIVE_RESPONSE = 51;
    static final int ERROR = 52;
    static final int ECHO_RESPONSE = 53;
    static final int KICKOUT = 54;

    static WirePacket of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new WirePacket(text, JsonParser.parseString(text).getAsJsonObject());
    }

    static String login(String user, long firstLoginTime) {
        JsonObject body = new JsonObject();
        body.addProperty("loginUserId", user);
        body.addProperty("loginToken", "token of " + user);
        body.addProperty("firstLoginTime", firstLoginTime);
        return packet(LOGIN, user, "0", body.toString(), null);
    }

    static String keepAlive(String user) {
        return packet(KEEP_ALIVE, user, "0", "{}", null);
    }

    static String logout(String user) {
        return packet(LOGOUT, user, "0", null, null);
    }

    static String echo(String content) {
        return packet(ECHO, "-1", "0", content, null);
    }

    /** A message that asks for an acknowledgement. */
    static String message(String from, String to, String fp) {
        return message(from, to, fp, "text of " + fp);
    }

    /** A message that asks for an acknowledgement. */
    static String message(String from, String to, String fp, String text) {
        return packet(MESSAGE, from, to, text, fp);
    }

    static String ack(String from, String to, String fp) {
        return packet(ACK, from, to, fp, null);
    }

    private static String packet(int type, String from, String to, @Nullable String content, @Nullable String fp) {
        JsonObject json = new JsonObject();
        json.addProperty("bridge", false);
        json.addProperty("type", type);
        if (content != null) {
            json.addProperty("dataContent", content);
        }
        json.addProperty("from", from);
        json.addProperty("to", to);
        if (fp != null) {
            json.addProperty("fp", fp);
        }
        json.addProperty("QoS", fp != null);
        json.addProperty("typeu", -1);
        json.addProperty("sm", -1);
        return json.toString();
    }

    int type() {
        return json.get("type").getAsInt();
    }

    String from() {
        return json.get("from").getAsString();
    }

    String to() {
        return json.get("to").getAsString();
    }

    boolean isQos() {
        return json.has("QoS") && json.get("QoS").getAsBoolean();
    }

    @Nullable String fp() {
        return json.has("fp") ? json.get("fp").getAsString() : null;
    }

    String content() {
        return json.get("dataContent").getAsString();
    }

    /** Returns the JSON document inside. */
    JsonObject body() {
        return JsonParser.parseString(content()).getAsJsonObject();
    }

    /** Returns the fingerprint of a message that has one. */
    String fingerprint() {
        return Objects.requireNonNull(fp());
    }

    @Override
    public String toString() {
        return text;
    }
}
