package io.fingerpost.demo.model;

import io.fingerpost.core.Protocal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said with one user, or with the application in the server. Confined to the user interface's thread. */
public final class Conversation {
    /** The most messages that are kept; the oldest ones go. */
    public static final int MAX_MESSAGES = 500;

    private final String peer;
    private final List<ChatMessage> messages = new ArrayList<>();
    private String draft = "";
    private int unread;

    Conversation(String peer) {
        this.peer = peer;
    }

    /** Returns the other's user id. */
    public String peer() {
        return peer;
    }

    /** Returns whether this is the conversation with the application in the server. */
    public boolean isServer() {
        return peer.equals(Protocal.SERVER_ID);
    }

    /** Returns the name to show. */
    public String title() {
        return isServer() ? "Server" : peer;
    }

    /** Returns the messages, the oldest one first. */
    public List<ChatMessage> messages() {
        return Collections.unmodifiableList(messages);
    }

    /** Returns how many messages arrived since it was looked at. */
    public int unread() {
        return unread;
    }

    /** Returns the latest message; null if there is none. */
    public @Nullable ChatMessage last() {
        return messages.isEmpty() ? null : messages.get(messages.size() - 1);
    }

    /** Returns what was typed and not sent yet. */
    public String draft() {
        return draft;
    }

    /** Keeps what was typed and not sent yet. */
    public void setDraft(String text) {
        draft = text;
    }

    void add(ChatMessage message, boolean seen) {
        if (messages.size() == MAX_MESSAGES) {
            messages.remove(0);
        }
        messages.add(message);
        if (!seen) {
            unread++;
        }
    }

    void markRead() {
        unread = 0;
    }

    @Override
    public String toString() {
        return title();
    }
}
