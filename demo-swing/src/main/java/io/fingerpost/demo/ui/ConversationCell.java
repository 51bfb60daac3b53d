package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ChatMessage;
import io.fingerpost.demo.model.Conversation;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.ListCellRenderer;
import javax.swing.SwingConstants;
import org.jspecify.annotations.Nullable;

/** Paints one conversation in the list: name, last line, time, and how much is new. */
final class ConversationCell extends JPanel implements ListCellRenderer<Conversation> {
    private static final long serialVersionUID = 1L;
    private static final int AVATAR = 36;
    private static final int HEIGHT = 60;

    private final JLabel avatar = new JLabel();
    private final JLabel title = Theme.heading("");
    private final JLabel last = Theme.muted("");
    private final JLabel time = Theme.muted("");
    private final Badge badge = new Badge();
    private boolean selected;

    ConversationCell() {
        super(new BorderLayout(Theme.px(10), 0));
        setOpaque(false);
        setBorder(Edge.space(8, 14));
        JPanel lines = new JPanel(new BorderLayout());
        lines.setOpaque(false);
        JPanel top = line(title, time);
        JPanel bottom = line(last, badge);
        lines.add(top, BorderLayout.NORTH);
        lines.add(bottom, BorderLayout.CENTER);
        add(avatar, BorderLayout.WEST);
        add(lines, BorderLayout.CENTER);
    }

    private static JPanel line(Component left, Component right) {
        JPanel line = new JPanel(new BorderLayout(Theme.px(8), 0));
        line.setOpaque(false);
        line.add(left, BorderLayout.CENTER);
        line.add(right, BorderLayout.EAST);
        return line;
    }

    @Override
    public Component getListCellRendererComponent(
            JList<? extends Conversation> list, Conversation value, int index, boolean isSelected, boolean focused) {
        selected = isSelected;
        ChatMessage message = value.last();
        avatar.setIcon(Shapes.avatar(value.title(), value.isServer(), AVATAR));
        title.setText(value.title());
        last.setText(message == null ? hint(value) : preview(message));
        time.setText(message == null ? "" : Bubble.time(message));
        badge.count = value.unread();
        badge.setVisible(value.unread() > 0);
        getAccessibleContext().setAccessibleName(value.title() + ", " + value.unread() + " unread");
        return this;
    }

    private static String hint(Conversation conversation) {
        return conversation.isServer() ? "The application in the server" : "No messages yet";
    }

    private static String preview(ChatMessage message) {
        String text = message.text().replaceAll("\\s+", " ");
        return message.isOutgoing() ? "You: " + text : text;
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(0, Theme.px(HEIGHT)); // as wide as the list
    }

    @Override
    protected void paintComponent(Graphics g) {
        if (selected) {
            Graphics2D smooth = Shapes.smooth(g);
            int gap = Theme.px(6);
            int arc = Theme.px(12);
            smooth.setColor(Theme.color("selected"));
            smooth.fillRoundRect(gap, gap / 3, getWidth() - 2 * gap, getHeight() - 2 * gap / 3, arc, arc);
            smooth.dispose();
        }
    }

    /** How many messages are new. */
    private static final class Badge extends JLabel {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 99;

        private int count;

        Badge() {
            setHorizontalAlignment(SwingConstants.CENTER);
            putClientProperty("FlatLaf.styleClass", "small");
            setBorder(Edge.space(1, 7));
        }

        @Override
        public @Nullable String getText() {
            return count > MOST ? MOST + "+" : String.valueOf(count);
        }

        @Override
        protected void paintComponent(Graphics g) {
            Graphics2D smooth = Shapes.smooth(g);
            smooth.setColor(Theme.color("badge"));
            int height = getPreferredSize().height; // the line may be higher
            smooth.fillRoundRect(0, (getHeight() - height) / 2, getWidth(), height, height, height);
            smooth.dispose();
            setForeground(Color.WHITE);
            super.paintComponent(g);
        }
    }
}
