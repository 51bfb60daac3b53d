package io.fingerpost.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.Protocal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ConversationsTest {
    private final Conversations conversations = new Conversations();

    private static ChatMessage message(String text) {
        return ChatMessage.received(Protocal.message("alice", text).from("bob").build(), Instant.EPOCH);
    }

    @Test
    void beginWithTheServers() {
        assertThat(conversations.all()).extracting(Conversation::title).containsExactly("Server");
        assertThat(conversations.selected().isServer()).isTrue();
    }

    @Test
    void unreadMessagesAreCountedUntilTheyAreLookedAt() {
        Conversation bob = conversations.with("bob");
        bob.add(message("one"), false);
        bob.add(message("two"), false);
        assertThat(conversations.unread()).isEqualTo(2);
        conversations.select(bob);
        assertThat(conversations.unread()).isZero();
        bob.add(message("three"), true);
        assertThat(bob.unread()).isZero();
        assertThat(bob.last()).isNotNull().extracting(ChatMessage::text).isEqualTo("three");
        assertThat(conversations.with("bob")).isSameAs(bob);
    }

    @Test
    void messagesAreBounded() {
        Conversation bob = conversations.with("bob");
        for (int i = 0; i <= Conversation.MAX_MESSAGES; i++) {
            bob.add(message("number " + i), false);
        }
        assertThat(bob.messages()).hasSize(Conversation.MAX_MESSAGES);
        assertThat(bob.messages().get(0).text()).isEqualTo("number 1");
    }

    @Test
    void conversationsAreBoundedAndTheOneThatIsLookedAtStays() {
        Conversation first = conversations.with("user 0");
        conversations.select(first);
        for (int i = 1; i < Conversations.MAX_CONVERSATIONS + 5; i++) {
            conversations.with("user " + i);
        }
        assertThat(conversations.all()).hasSize(Conversations.MAX_CONVERSATIONS).contains(first);
        assertThat(conversations.all().get(0).isServer()).isTrue();
        assertThat(conversations.find("user 1")).isEmpty();
    }
}
