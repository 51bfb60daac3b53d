package io.fingerpost.demo.model;

import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/**
 * One line of the log of packets.
 *
 * @param sent whether it went to the server; otherwise it came from there
 * @param repeat whether the same message was sent before
 * @param bytes its size on the wire, without framing
 */
public record PacketLine(Instant time, boolean sent, boolean repeat, Protocal packet, int bytes) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int MAX_CONTENT_CHARS = 300;

    /** Returns the time of day, to the millisecond. */
    public String timeText() {
        return TIME.format(time);
    }

    /** Returns the name of the packet's type. */
    public String typeText() {
        String name = switch (packet.type()) {
            case PacketType.LOGIN -> "login";
            case PacketType.KEEP_ALIVE -> "keep-alive";
            case PacketType.MESSAGE -> repeat ? "message, again" : "message";
            case PacketType.LOGOUT -> "logout";
            case PacketType.ACK -> "received";
            case PacketType.ECHO -> "echo";
            case PacketType.LOGIN_RESPONSE -> "login answer";
            case PacketType.KEEP_ALIVE_RESPONSE -> "keep-alive answer";
            case PacketType.ERROR -> "error";
            case PacketType.ECHO_RESPONSE -> "echo answer";
            case PacketType.KICKOUT -> "kick-out";
            default -> "unknown";
        };
        return packet.type() + " " + name;
    }

    /** Returns what it carries, on one line. */
    public String content() {
        String content = Objects.requireNonNullElse(packet.dataContent(), "").replaceAll("\\s+", " ");
        if (packet.type() == PacketType.LOGIN) {
            return "(not shown: it holds the token)";
        }
        return content.length() <= MAX_CONTENT_CHARS
                ? content
                : content.substring(0, content.offsetByCodePoints(0, shown(content))) + "…";
    }

    private static int shown(String content) {
        return Math.min(MAX_CONTENT_CHARS, content.codePointCount(0, content.length()));
    }

    /** Returns the fingerprint: its own, or the one that it acknowledges; empty if there is none. */
    public String fingerprint() {
        String own = packet.fp();
        if (own != null) {
            return own;
        }
        return packet.type() == PacketType.ACK ? Objects.requireNonNullElse(packet.dataContent(), "") : "";
    }

    /** Returns whether it tells of something that went wrong. */
    public boolean isProblem() {
        return packet.type() == PacketType.ERROR || packet.type() == PacketType.KICKOUT;
    }

    /** Returns the line as text, for copying. */
    public String text() {
        return String.join(
                "\t",
                timeText(),
                sent ? "→" : "←",
                typeText(),
                packet.from() + " → " + packet.to(),
                fingerprint(),
                bytes + " B",
                content());
    }

    /** Returns whether a text occurs in the line, in whatever case. */
    boolean contains(String lowerCase) {
        return text().toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
