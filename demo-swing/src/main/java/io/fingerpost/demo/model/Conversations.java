package io.fingerpost.demo.model;

import io.fingerpost.core.Protocal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** All conversations of one user, the server's first, and which one is looked at. Confined to the user interface's thread. */
public final class Conversations {
    /** The most conversations that are kept: strangers begin them too. */
    public static final int MAX_CONVERSATIONS = 200;

    private final List<Conversation> all = new ArrayList<>();
    private Conversation selected = new Conversation(Protocal.SERVER_ID);

    Conversations() {
        all.add(selected);
    }

    /** Returns all of them, in the order in which they are shown. */
    public List<Conversation> all() {
        return Collections.unmodifiableList(all);
    }

    /** Returns the one that is looked at. */
    public Conversation selected() {
        return selected;
    }

    /** Returns the one with a user, if there is one. */
    public Optional<Conversation> find(String peer) {
        return all.stream().filter(c -> c.peer().equals(peer)).findFirst();
    }

    /** Returns how many messages nobody has looked at. */
    public int unread() {
        return all.stream().mapToInt(Conversation::unread).sum();
    }

    /** Returns the one with a user, a new one if need be. */
    Conversation with(String peer) {
        return find(peer).orElseGet(() -> add(new Conversation(peer)));
    }

    private Conversation add(Conversation added) {
        if (all.size() == MAX_CONVERSATIONS) {
            all.remove(all.get(1) == selected ? 2 : 1); // the oldest one after the server's that is not looked at
        }
        all.add(added);
        return added;
    }

    void select(Conversation conversation) {
        selected = conversation;
        conversation.markRead();
    }
}
