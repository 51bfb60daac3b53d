package io.fingerpost.core;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A packet of the wire format. Immutable, so it may be shared between threads.
 *
 * <p>Applications meet packets of type {@link PacketType#MESSAGE} and build them with {@link #message(String, String)}:
 *
 * <pre>{@code
 * Protocal p = Protocal.message("bob", "hello").typeu(7).build();
 * }</pre>
 */
public final class Protocal {
    /** The user id of the server. */
    public static final String SERVER_ID = "0";
    /** The user id that stands for "not known". */
    public static final String UNKNOWN_ID = "-1";
    /** The value of {@link #typeu()} and {@link #sm()} when nobody set them. */
    public static final int UNSET = -1;
    /** The most UTF-16 characters that a user id or a fingerprint may have. */
    public static final int MAX_ID_CHARS = 256;

    private final int type;
    private final @Nullable String dataContent;
    private final String from;
    private final String to;
    private final @Nullable String fp;
    private final boolean qos;
    private final int typeu;
    private final long sm;
    private final boolean bridge;

    private Protocal(Builder b) {
        this.type = b.type;
        this.dataContent = b.dataContent;
        this.from = b.from;
        this.to = b.to;
        this.fp = b.fp;
        this.qos = b.qos;
        this.typeu = b.typeu;
        this.sm = b.sm;
        this.bridge = b.bridge;
    }

    /** Returns a builder with every field at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder for an application message that asks for an acknowledgement. The sender's user id is filled in by the
     * sending client or server; the fingerprint too, unless {@link Builder#fp(String)} gives one.
     *
     * @param to the recipient's user id; {@link #SERVER_ID} is the application in the server
     * @param dataContent the application's text
     */
    public static Builder message(String to, String dataContent) {
        return new Builder()
                .type(PacketType.MESSAGE)
                .to(to)
                .dataContent(Objects.requireNonNull(dataContent, "dataContent"))
                .qos(true);
    }

    /** Returns a new fingerprint: a random UUID (version 4), 36 characters. */
    public static String newFingerprint() {
        return UUID.randomUUID().toString();
    }

    /** Returns the packet type, see {@link PacketType}. */
    public int type() {
        return type;
    }

    /** Returns the payload: application text, or a nested JSON document; null when absent. */
    public @Nullable String dataContent() {
        return dataContent;
    }

    /** Returns the sender's user id, {@link #UNKNOWN_ID} when it is not known. */
    public String from() {
        return from;
    }

    /** Returns the recipient's user id, {@link #UNKNOWN_ID} when it is not known. */
    public String to() {
        return to;
    }

    /** Returns the fingerprint, which is unique among the messages of one sender; null when absent. */
    public @Nullable String fp() {
        return fp;
    }

    /** Returns whether the sender wants an acknowledgement. */
    public boolean isQos() {
        return qos;
    }

    /** Returns the application's own message type, {@value #UNSET} when unset. */
    public int typeu() {
        return typeu;
    }

    /** Returns the server's timestamp in milliseconds since the epoch, {@value #UNSET} when the server does not stamp. */
    public long sm() {
        return sm;
    }

    /** Returns whether the packet came over a bridge from another system. */
    public boolean isBridge() {
        return bridge;
    }

    /** Returns a builder with the fields of this packet. */
    public Builder toBuilder() {
        return new Builder()
                .type(type)
                .dataContent(dataContent)
                .from(from)
                .to(to)
                .fp(fp)
                .qos(qos)
                .typeu(typeu)
                .sm(sm)
                .bridge(bridge);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (!(o instanceof Protocal)) {
            return false;
        }
        Protocal p = (Protocal) o;
        return type == p.type
                && qos == p.qos
                && typeu == p.typeu
                && sm == p.sm
                && bridge == p.bridge
                && from.equals(p.from)
                && to.equals(p.to)
                && Objects.equals(fp, p.fp)
                && Objects.equals(dataContent, p.dataContent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, dataContent, from, to, fp, qos, typeu, sm, bridge);
    }

    /** Returns the packet without its payload, which may be private or, in a login, a secret. */
    @Override
    public String toString() {
        return "Protocal{type=" + type + ", from=" + from + ", to=" + to + ", fp=" + fp + ", QoS=" + qos + ", typeu="
                + typeu
                + ", sm=" + sm + ", bridge=" + bridge + ", dataContent="
                + (dataContent == null ? "absent" : dataContent.length() + " chars") + '}';
    }

    /** Builds a {@link Protocal}. Not safe for use by several threads at once. */
    public static final class Builder {
        private int type;
        private @Nullable String dataContent;
        private String from = UNKNOWN_ID;
        private String to = UNKNOWN_ID;
        private @Nullable String fp;
        private boolean qos;
        private int typeu = UNSET;
        private long sm = UNSET;
        private boolean bridge;

        private Builder() {}

        /** Sets the packet type, see {@link PacketType}. */
        public Builder type(int type) {
            this.type = type;
            return this;
        }

        /** Sets the payload. */
        public Builder dataContent(@Nullable String dataContent) {
            this.dataContent = dataContent;
            return this;
        }

        /**
         * Sets the sender's user id.
         *
         * @throws IllegalArgumentException if it has more than {@value Protocal#MAX_ID_CHARS} characters
         */
        public Builder from(String from) {
            this.from = checkId("from", from);
            return this;
        }

        /**
         * Sets the recipient's user id.
         *
         * @throws IllegalArgumentException if it has more than {@value Protocal#MAX_ID_CHARS} characters
         */
        public Builder to(String to) {
            this.to = checkId("to", to);
            return this;
        }

        /**
         * Sets the fingerprint.
         *
         * @throws IllegalArgumentException if it is empty or has more than {@value Protocal#MAX_ID_CHARS} characters
         */
        public Builder fp(@Nullable String fp) {
            if (fp != null && checkId("fp", fp).isEmpty()) {
                throw new IllegalArgumentException("fp must not be empty");
            }
            this.fp = fp;
            return this;
        }

        /** Sets whether an acknowledgement is wanted. */
        public Builder qos(boolean qos) {
            this.qos = qos;
            return this;
        }

        /** Sets the application's own message type. */
        public Builder typeu(int typeu) {
            this.typeu = typeu;
            return this;
        }

        /** Sets the server's timestamp in milliseconds since the epoch. */
        public Builder sm(long sm) {
            this.sm = sm;
            return this;
        }

        /** Sets whether the packet came over a bridge. */
        public Builder bridge(boolean bridge) {
            this.bridge = bridge;
            return this;
        }

        /** Returns the packet. */
        public Protocal build() {
            return new Protocal(this);
        }

        private static String checkId(String name, String id) {
            Objects.requireNonNull(id, name);
            if (id.length() > MAX_ID_CHARS) {
                throw new IllegalArgumentException(
                        name + " has " + id.length() + " characters, the most is " + MAX_ID_CHARS);
            }
            return id;
        }
    }
}
