package io.fingerpost.core.codec;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an end of a session says of its link, as {@code "link"} in the login and in the answer to it; an end that does not say it does not
 * speak the link profile. Immutable.
 */
public final class LinkHello {
    /** The version of the link profile. */
    public static final int VERSION = 1;

    /** The most characters of a device id, a token or a cid. */
    public static final int MAX_NAME_CHARS = 64;

    /** The smallest limit for messages that a link works with: a frame on a stream may be as large, and has to hold a piece. */
    public static final int MIN_MESSAGE_BYTES = 2 * 1024;

    /** The largest message that any link can be set up for. */
    public static final int MAX_MESSAGE_BYTES = 1 << 20;

    private static final int DEFAULT_MESSAGE_BYTES = 64 * 1024;
    private static final int CID_BYTES = 8;
    private static final int MAX_BITMAP_BYTES = 32;
    private static final String HEX = "0123456789abcdef";

    private final String name;
    private final long epoch;
    private final @Nullable String token;
    private final boolean resumed;
    private final long rx;
    private final byte[] rxBits;
    private final long doneUpTo;
    private final int maxMessageBytes;

    private LinkHello(
            String name,
            long epoch,
            @Nullable String token,
            boolean resumed,
            long rx,
            byte[] rxBits,
            long doneUpTo,
            int maxMessageBytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.epoch = epoch;
        this.token = token;
        this.resumed = resumed;
        this.rx = rx;
        this.rxBits = rxBits;
        this.doneUpTo = doneUpTo;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Returns what a client says.
     *
     * @param device names the installation; not empty
     * @param epoch which numbering of this device its messages have: another one whenever it has lost that state
     * @param token names the server's numbering that {@code rx} is about; null if the client has received nothing yet
     * @param rx the client is done with everything up to here
     * @param rxBits what it is done with above that: bit i of byte j (lowest bit first) stands for {@code rx + 2 + 8 * j + i}
     * @param doneUpTo everything that it has sent up to here is done with: it is not sent again
     * @param maxMessageBytes the largest message that the client takes
     */
    public static LinkHello ofClient(
            String device,
            long epoch,
            @Nullable String token,
            long rx,
            byte[] rxBits,
            long doneUpTo,
            int maxMessageBytes) {
        return new LinkHello(device, epoch, token, false, rx, rxBits, doneUpTo, maxMessageBytes);
    }

    /**
     * Returns what a server says.
     *
     * @param cid names the session in the client's datagrams, 16 hexadecimal digits; empty where it needs no name
     * @param token names the numbering of the server's messages
     * @param resumed whether that is the numbering that the client named, so that it goes on
     * @param rx the server is done with everything of the client's epoch up to here
     * @param rxBits what it is done with above that
     * @param doneUpTo everything that it has sent up to here is done with, or gone: it is not sent any more
     * @param maxMessageBytes the largest message that the server takes
     */
    public static LinkHello ofServer(
            String cid, String token, boolean resumed, long rx, byte[] rxBits, long doneUpTo, int maxMessageBytes) {
        return new LinkHello(cid, 0, token, resumed, rx, rxBits, doneUpTo, maxMessageBytes);
    }

    /** Returns the device, of a client. */
    public String device() {
        return name;
    }

    /** Returns the bytes of the name that the session has in datagrams, of a server; null if it has none. */
    public byte @Nullable [] cid() {
        return name.isEmpty() ? null : fromHex(name);
    }

    /** Returns the client's numbering. */
    public long epoch() {
        return epoch;
    }

    /** Returns the name of the server's numbering; null if a client knows none. */
    public @Nullable String token() {
        return token;
    }

    /** Returns whether the server goes on with the numbering that the client named. */
    public boolean resumed() {
        return resumed;
    }

    /** Returns the number up to which this end is done with everything. */
    public long rx() {
        return rx;
    }

    /** Returns what this end is done with above that; not to be changed. */
    public byte[] rxBits() {
        return rxBits;
    }

    /** Returns the number up to which this end does not send any more. */
    public long doneUpTo() {
        return doneUpTo;
    }

    /** Returns the largest message that this end takes, in bytes. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    String toJson(boolean ofClient) {
        StringBuilder out = new StringBuilder(128).append("{\"v\":").append(VERSION);
        if (ofClient) {
            out.append(",\"device\":");
            StrictJson.appendString(out, name);
            out.append(",\"epoch\":").append(epoch);
        } else if (!name.isEmpty()) {
            out.append(",\"cid\":\"").append(name).append('"');
        }
        if (token != null) {
            out.append(",\"token\":");
            StrictJson.appendString(out, token);
        }
        if (!ofClient) {
            out.append(",\"resumed\":").append(resumed);
        }
        out.append(",\"rx\":").append(rx);
        if (rxBits.length > 0) {
            out.append(",\"rxBits\":\"").append(toHex(rxBits)).append('"');
        }
        return out.append(",\"tx\":")
                .append(doneUpTo)
                .append(",\"maxMessage\":")
                .append(maxMessageBytes)
                .append('}')
                .toString();
    }

    /** Returns the bytes as lower-case hexadecimal digits. Base64 would be shorter, but Android 7 has none in java.util. */
    public static String toHex(byte[] bytes) {
        StringBuilder out = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            out.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        return out.toString();
    }

    private static byte[] fromHex(String digits) {
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (HEX.indexOf(digits.charAt(2 * i)) << 4 | HEX.indexOf(digits.charAt(2 * i + 1)));
        }
        return bytes;
    }

    private static boolean isHex(String digits, int maxBytes) {
        return digits.length() % 2 == 0
                && digits.length() <= 2 * maxBytes
                && digits.chars().allMatch(c -> HEX.indexOf(c) >= 0);
    }

    /** Reads the value of the key "link"; null if it is not what this version knows: then the session stays in the base profile. */
    static @Nullable LinkHello read(StrictJson json, boolean ofClient) throws IOException, InvalidPacketException {
        Parser parser = new Parser(ofClient);
        return json.readNested("link", parser) ? parser.toHello() : null;
    }

    private static final class Parser implements StrictJson.KeyHandler {
        private final boolean ofClient;
        private long version;
        private String name = "";
        private long epoch;
        private @Nullable String token;
        private boolean resumed;
        private long rx;
        private String rxBits = "";
        private long tx;
        private long maxMessage = DEFAULT_MESSAGE_BYTES;

        Parser(boolean ofClient) {
            this.ofClient = ofClient;
        }

        @Override
        public boolean read(String key, StrictJson json) throws IOException, InvalidPacketException {
            switch (key) {
                case "v":
                    version = json.once(0).nextLong(0);
                    return true;
                case "device":
                case "cid":
                    if (key.equals(ofClient ? "device" : "cid")) {
                        name = json.once(1).nextId("");
                        return true;
                    }
                    return false;
                case "epoch":
                    epoch = json.once(2).nextLong(0);
                    return true;
                case "token":
                    token = json.once(3).nextString();
                    return true;
                case "resumed":
                    resumed = json.once(4).nextBoolean(false);
                    return true;
                case "rx":
                    rx = json.once(5).nextLong(0);
                    return true;
                case "rxBits":
                    rxBits = json.once(6).nextId("");
                    return true;
                case "tx":
                    tx = json.once(7).nextLong(0);
                    return true;
                case "maxMessage":
                    maxMessage = json.once(8).nextLong(maxMessage);
                    return true;
                default:
                    return false;
            }
        }

        @Nullable LinkHello toHello() {
            if (version != VERSION) {
                return null;
            }
            boolean named = ofClient ? !name.isEmpty() && name.length() <= MAX_NAME_CHARS : isCid();
            boolean known = token == null ? ofClient : token.length() <= MAX_NAME_CHARS;
            if (!named || !known || rx < 0 || tx < 0 || !isHex(rxBits, MAX_BITMAP_BYTES)) {
                return null;
            }
            // Too little is not worth it: the base profile does.
            long most = Math.min(maxMessage, MAX_MESSAGE_BYTES);
            if (most < MIN_MESSAGE_BYTES) {
                return null;
            }
            return new LinkHello(name, epoch, token, resumed, rx, fromHex(rxBits), tx, (int) most);
        }

        private boolean isCid() {
            return name.isEmpty() || (name.length() == 2 * CID_BYTES && isHex(name, CID_BYTES));
        }
    }
}
