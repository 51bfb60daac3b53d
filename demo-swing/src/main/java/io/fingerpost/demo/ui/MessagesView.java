package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ChatMessage;
import io.fingerpost.demo.model.Conversation;
import io.fingerpost.demo.model.MessageState;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Insets;
import java.awt.LayoutManager;
import java.awt.Rectangle;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.BoundedRangeModel;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.Scrollable;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;

/** The messages of a conversation, one bubble below the other. Stays at the end, unless the reader has scrolled away from it. */
final class MessagesView extends JScrollPane {
    private static final long serialVersionUID = 1L;
    private static final int NEAR_END = 60;

    private final Column column = new Column();
    private final JLabel empty = Theme.muted("No messages yet. Write one below.");
    private final transient Consumer<ChatMessage> sendAgain;
    private transient Dimension lastSizes = new Dimension(); // heights of view and viewport
    private boolean atEnd = true; // where the reader left it

    MessagesView(Consumer<ChatMessage> sendAgain) {
        this.sendAgain = sendAgain;
        setName("messages");
        setBorder(Edge.space(0, 0)); // null would come back with the next look
        setHorizontalScrollBarPolicy(ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        getVerticalScrollBar().setUnitIncrement(Theme.px(18));
        Theme.background(column, "chat");
        empty.setHorizontalAlignment(SwingConstants.CENTER);
        setViewportView(column);
        setFocusable(false);
        getViewport().addChangeListener(e -> onViewChanged());
    }

    /** Follows the end when sizes change; everything else is the reader who scrolls. */
    private void onViewChanged() {
        Dimension sizes = new Dimension(column.getHeight(), getViewport().getHeight());
        if (sizes.equals(lastSizes)) {
            atEnd = isNearEnd();
        } else if (atEnd) {
            scrollToEnd();
        }
        lastSizes = sizes;
    }

    void show(List<ChatMessage> messages) {
        column.removeAll();
        if (messages.isEmpty()) {
            column.add(empty);
        }
        messages.forEach(message -> column.add(new Bubble(message, sendAgain)));
        column.revalidate();
        column.repaint();
        atEnd = true;
        scrollToEnd();
    }

    void add(ChatMessage message) {
        atEnd |= message.isOutgoing();
        column.remove(empty);
        if (column.getComponentCount() == Conversation.MAX_MESSAGES) {
            column.remove(0);
        }
        column.add(new Bubble(message, sendAgain));
        column.revalidate();
        column.repaint();
    }

    void refresh(ChatMessage message) {
        for (Component component : column.getComponents()) {
            if (component instanceof Bubble bubble && bubble.message() == message) {
                bubble.refresh();
            }
        }
    }

    void refreshSending() {
        for (Component component : column.getComponents()) {
            if (component instanceof Bubble bubble && bubble.message().state() == MessageState.SENDING) {
                bubble.refresh();
            }
        }
    }

    private boolean isNearEnd() {
        BoundedRangeModel range = getVerticalScrollBar().getModel();
        return range.getValue() + range.getExtent() >= range.getMaximum() - Theme.px(NEAR_END);
    }

    /** After the layout, which only then knows where the end is. */
    private void scrollToEnd() {
        SwingUtilities.invokeLater(() -> {
            validate();
            column.scrollRectToVisible(new Rectangle(0, column.getHeight() - 1, 1, 1));
        });
    }

    /** As wide as the viewport, as high as the bubbles. */
    private static final class Column extends JPanel implements Scrollable {
        private static final long serialVersionUID = 1L;

        Column() {
            super(new BubbleLayout());
            setBorder(Edge.space(14, 18));
        }

        @Override
        public Dimension getPreferredScrollableViewportSize() {
            return getPreferredSize();
        }

        @Override
        public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
            return Theme.px(18);
        }

        @Override
        public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
            return visible.height;
        }

        @Override
        public boolean getScrollableTracksViewportWidth() {
            return true;
        }

        @Override
        public boolean getScrollableTracksViewportHeight() {
            return getParent() != null && getParent().getHeight() > getPreferredSize().height;
        }
    }

    /** One's own messages on the right, the others' on the left, none wider than most of the column. */
    private static final class BubbleLayout implements LayoutManager {
        private static final double WIDEST = 0.74;
        private static final int GAP = 8;
        private static final int MIN_WIDTH = 120;

        @Override
        public Dimension preferredLayoutSize(Container parent) {
            Insets insets = parent.getInsets();
            int width = parent.getWidth() - insets.left - insets.right;
            int height = insets.top + insets.bottom;
            for (Component child : parent.getComponents()) {
                height += sizeOf(child, width).height + Theme.px(GAP);
            }
            return new Dimension(Theme.px(MIN_WIDTH), height);
        }

        @Override
        public void layoutContainer(Container parent) {
            Insets insets = parent.getInsets();
            int width = parent.getWidth() - insets.left - insets.right;
            int y = insets.top;
            for (Component child : parent.getComponents()) {
                Dimension size = sizeOf(child, width);
                boolean right =
                        child instanceof Bubble bubble && bubble.message().isOutgoing();
                int x = child instanceof Bubble ? (right ? width - size.width : 0) : (width - size.width) / 2;
                child.setBounds(insets.left + x, y, size.width, size.height);
                y += size.height + Theme.px(GAP);
            }
        }

        private static Dimension sizeOf(Component child, int width) {
            return child instanceof Bubble bubble
                    ? bubble.sizeWithin(Math.max(Theme.px(MIN_WIDTH), (int) (width * WIDEST)))
                    : child.getPreferredSize();
        }

        @Override
        public Dimension minimumLayoutSize(Container parent) {
            return preferredLayoutSize(parent);
        }

        @Override
        public void addLayoutComponent(String name, Component component) {}

        @Override
        public void removeLayoutComponent(Component component) {}
    }
}
