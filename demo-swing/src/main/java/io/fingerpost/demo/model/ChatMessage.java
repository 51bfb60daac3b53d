package io.fingerpost.demo.model;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One message of a conversation. Confined to the user interface's thread. */
public final class ChatMessage {
    private final String text;
    private final Instant time;
    private final String fingerprint;
    private MessageState state;
    private @Nullable Delivery delivery; // of the latest attempt; null for a message that was received
    private String reason = ""; // why it was lost

    private ChatMessage(String text, Instant time, String fingerprint, MessageState state) {
        this.text = text;
        this.time = time;
        this.fingerprint = fingerprint;
        this.state = state;
    }

    static ChatMessage received(Protocal packet, Instant time) {
        return new ChatMessage(
                Objects.requireNonNullElse(packet.dataContent(), ""),
                time,
                Objects.requireNonNullElse(packet.fp(), ""),
                MessageState.RECEIVED);
    }

    static ChatMessage outgoing(String text, Instant time) {
        return new ChatMessage(text, time, Protocal.newFingerprint(), MessageState.SENDING);
    }

    /** Returns what it says. */
    public String text() {
        return text;
    }

    /** Returns when it was written here, or when it arrived. */
    public Instant time() {
        return time;
    }

    /** Returns its fingerprint; empty if it has none. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Returns whether it was written here. */
    public boolean isOutgoing() {
        return state != MessageState.RECEIVED;
    }

    /** Returns how far it has come. */
    public MessageState state() {
        return state;
    }

    /** Returns why it was lost; empty otherwise. */
    public String reason() {
        return reason;
    }

    /** Returns how many times it has been transmitted in the latest attempt to send it. */
    public int transmissions() {
        return delivery == null ? 0 : delivery.transmissions();
    }

    /** Begins an attempt to send it. */
    void sending(Delivery attempt) {
        delivery = attempt;
        state = MessageState.SENDING;
        reason = "";
    }

    /** Notes an outcome, unless it is that of an earlier attempt. Returns whether anything changed. */
    boolean settle(Delivery attempt, MessageState outcome, String why) {
        if (attempt != delivery || state == outcome) {
            return false;
        }
        state = outcome;
        reason = why;
        return true;
    }
}
