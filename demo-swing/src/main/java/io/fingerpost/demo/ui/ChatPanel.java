package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ChatMessage;
import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.Conversation;
import java.awt.BorderLayout;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** The middle of the window: the conversation that is looked at. */
final class ChatPanel extends JPanel implements ClientModel.Listener {
    private static final long serialVersionUID = 1L;
    private static final int AVATAR = 34;

    private final JLabel avatar = new JLabel();
    private final JLabel title = Theme.heading("");
    private final JLabel subtitle = Theme.muted("");
    private final MessagesView messages;
    private final Composer composer;
    private transient Conversation shown;

    ChatPanel(ClientModel client) {
        super(new BorderLayout());
        this.shown = client.conversations().selected();
        messages = new MessagesView(message -> client.sendAgain(shown, message));
        composer = new Composer(client::send);
        title.setName("chat.title");
        Theme.background(this, "chat");
        add(header(), BorderLayout.NORTH);
        add(messages, BorderLayout.CENTER);
        add(composer, BorderLayout.SOUTH);
        client.addListener(this);
        show(shown);
    }

    private JPanel header() {
        JPanel header = new JPanel(new BorderLayout(Theme.px(10), 0));
        header.setOpaque(false);
        header.setBorder(new Edge(Edge.Side.BOTTOM, 10, 18));
        JPanel lines = new JPanel(new BorderLayout());
        lines.setOpaque(false);
        lines.add(title, BorderLayout.CENTER);
        lines.add(subtitle, BorderLayout.SOUTH);
        header.add(avatar, BorderLayout.WEST);
        header.add(lines, BorderLayout.CENTER);
        return header;
    }

    void show(Conversation conversation) {
        shown.setDraft(composer.text());
        shown = conversation;
        composer.show(conversation);
        avatar.setIcon(Shapes.avatar(conversation.title(), conversation.isServer(), AVATAR));
        title.setText(conversation.title());
        subtitle.setText(
                conversation.isServer()
                        ? "The application in the server. Two ticks: it has processed the message."
                        : "One tick: safe with the server. Two ticks: " + conversation.title() + " has it.");
        messages.show(conversation.messages());
    }

    @Override
    public void messageAdded(Conversation conversation, ChatMessage message) {
        if (conversation == shown) {
            messages.add(message);
        }
    }

    @Override
    public void messageChanged(ChatMessage message) {
        messages.refresh(message);
    }

    /** Shows how often messages without an outcome have been sent by now. */
    void refreshSending() {
        messages.refreshSending();
    }

    void focusComposer() {
        composer.focus();
    }
}
