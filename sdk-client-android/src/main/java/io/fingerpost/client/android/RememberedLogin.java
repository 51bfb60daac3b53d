package io.fingerpost.client.android;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What has to outlive a process for its user to be logged in again in the next one. Immutable. Never log its token. */
public final class RememberedLogin {
    private static final int VERSION = 1;
    private static final int NULL = -1;

    private final String userId;
    private final @Nullable String token;
    private final @Nullable String extra;
    private final long firstLoginTime;

    /**
     * Creates one.
     *
     * @param token null if a {@link TokenSource} gives it, or none is needed
     * @param firstLoginTime the server's time of the session's first login in milliseconds since the epoch
     */
    public RememberedLogin(String userId, @Nullable String token, @Nullable String extra, long firstLoginTime) {
        this.userId = Objects.requireNonNull(userId, "userId");
        this.token = token;
        this.extra = extra;
        this.firstLoginTime = firstLoginTime;
    }

    /** Returns who was logged in. */
    public String userId() {
        return userId;
    }

    /** Returns the token; null if a {@link TokenSource} gives it, or none is needed. */
    public @Nullable String token() {
        return token;
    }

    /** Returns what else the application in the server was told. */
    public @Nullable String extra() {
        return extra;
    }

    /** Returns the server's time of the session's first login in milliseconds since the epoch. */
    public long firstLoginTime() {
        return firstLoginTime;
    }

    /** Returns this as bytes, for a store. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(firstLoginTime);
            write(out, userId);
            write(out, token);
            write(out, extra);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns what {@link #toBytes()} has made bytes of.
     *
     * @throws IOException if they are something else
     */
    public static RememberedLogin fromBytes(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("a stored login of unknown version " + version);
            }
            long firstLoginTime = in.readLong();
            String userId = read(in);
            if (userId == null) {
                throw new IOException("a stored login without a user");
            }
            return new RememberedLogin(userId, read(in), read(in), firstLoginTime);
        }
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(NULL);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NULL) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("a stored login with a text of " + length + " bytes");
        }
        byte[] utf8 = new byte[length];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Returns a text without the token and the extra. */
    @Override
    public String toString() {
        return "RememberedLogin{userId=" + userId + ", firstLoginTime=" + firstLoginTime + '}';
    }
}
