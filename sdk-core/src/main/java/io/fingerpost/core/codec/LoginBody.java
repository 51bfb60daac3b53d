package io.fingerpost.core.codec;

import io.fingerpost.core.Protocal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The document inside a login packet. Immutable. */
public final class LoginBody {
    private final String userId;
    private final @Nullable String token;
    private final @Nullable String extra;
    private final long firstLoginTime;
    private final @Nullable LinkHello link;

    /**
     * Creates the body of a login in the base profile.
     *
     * @param firstLoginTime 0 for the first login of a session, afterwards what the server answered to that one
     */
    public LoginBody(String userId, @Nullable String token, @Nullable String extra, long firstLoginTime) {
        this(userId, token, extra, firstLoginTime, null);
    }

    /**
     * Creates the body.
     *
     * @param firstLoginTime 0 for the first login of a session, afterwards what the server answered to that one
     * @param link what the client says of its link; null in the base profile
     */
    public LoginBody(
            String userId,
            @Nullable String token,
            @Nullable String extra,
            long firstLoginTime,
            @Nullable LinkHello link) {
        this.userId = Objects.requireNonNull(userId, "userId");
        this.token = token;
        this.extra = extra;
        this.firstLoginTime = firstLoginTime;
        this.link = link;
    }

    /** Returns who wants to log in. */
    public String userId() {
        return userId;
    }

    /** Returns the secret that proves it; null when absent. */
    public @Nullable String token() {
        return token;
    }

    /** Returns what else the application wants to be told; null when absent. */
    public @Nullable String extra() {
        return extra;
    }

    /** Returns 0 for the first login of a session, afterwards what the server answered to that one. */
    public long firstLoginTime() {
        return firstLoginTime;
    }

    /** Returns what the client says of its link; null in the base profile. */
    public @Nullable LinkHello link() {
        return link;
    }

    /** Returns the body as JSON. */
    public String toJson() {
        StringBuilder out = new StringBuilder(96).append("{\"loginUserId\":");
        StrictJson.appendString(out, userId);
        if (token != null) {
            out.append(",\"loginToken\":");
            StrictJson.appendString(out, token);
        }
        if (extra != null) {
            out.append(",\"extra\":");
            StrictJson.appendString(out, extra);
        }
        out.append(",\"firstLoginTime\":").append(firstLoginTime);
        if (link != null) {
            out.append(",\"link\":").append(link.toJson(true));
        }
        return out.append('}').toString();
    }

    /**
     * Reads the body of a login packet.
     *
     * @throws InvalidPacketException if it is absent, not a login body, or names nobody who could log in
     */
    public static LoginBody parse(@Nullable String json) throws InvalidPacketException {
        if (json == null) {
            throw new InvalidPacketException("login has no dataContent");
        }
        Parser parser = new Parser();
        StrictJson.readObject(json, "login", parser);
        String userId = parser.userId;
        if (userId.isEmpty() || userId.equals(Protocal.SERVER_ID) || userId.equals(Protocal.UNKNOWN_ID)) {
            throw new InvalidPacketException("login has no usable loginUserId");
        }
        return new LoginBody(userId, parser.token, parser.extra, parser.firstLoginTime, parser.link);
    }

    /** Returns the body without its token and extra, which may be secrets. */
    @Override
    public String toString() {
        return "LoginBody{userId=" + userId + ", firstLoginTime=" + firstLoginTime + '}';
    }

    private static final class Parser implements StrictJson.KeyHandler {
        private String userId = "";
        private @Nullable String token;
        private @Nullable String extra;
        private long firstLoginTime;
        private @Nullable LinkHello link;

        @Override
        public boolean read(String key, StrictJson json) throws java.io.IOException, InvalidPacketException {
            switch (key) {
                case "loginUserId":
                    userId = json.once(0).nextId("");
                    return true;
                case "loginToken":
                    token = json.once(1).nextString();
                    return true;
                case "extra":
                    extra = json.once(2).nextString();
                    return true;
                case "firstLoginTime":
                    firstLoginTime = json.once(3).nextLong(0);
                    return true;
                case "link":
                    link = LinkHello.read(json.once(4), true);
                    return true;
                default:
                    return false;
            }
        }
    }
}
