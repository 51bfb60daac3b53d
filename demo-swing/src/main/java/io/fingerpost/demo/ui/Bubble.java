package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ChatMessage;
import io.fingerpost.demo.model.MessageState;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JTextArea;

/** One message: its text, time and state; a lost one can be sent again. */
final class Bubble extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int ARC = 18;
    private static final int ROUNDING = 2; // text may be a little wider than it was measured

    private final transient ChatMessage message;
    private final JTextArea text = new JTextArea();
    private final JLabel note = Theme.styled("", "foreground: $Demo.bad", "small");
    private final JLabel time;
    private final JLabel state = new JLabel();
    private final JButton again = new JButton("Send again");
    private transient Dimension size = new Dimension(); // within the width below; computed when one of the two changes
    private int within = -1;

    Bubble(ChatMessage message, Consumer<ChatMessage> sendAgain) {
        super(new BorderLayout(0, Theme.px(2)));
        this.message = message;
        this.time = Theme.styled(time(message), "foreground: $Demo.bubbleMuted", "small");
        setName("bubble");
        setOpaque(false);
        setBorder(Edge.space(8, 13));
        text.setText(message.text());
        text.setEditable(false);
        text.setFocusable(false);
        text.setOpaque(false);
        text.setLineWrap(true);
        text.setWrapStyleWord(true);
        text.setBorder(null);
        text.setMargin(new Insets(0, 0, 0, 0));
        text.putClientProperty("FlatLaf.style", "foreground: $Demo.bubbleText");
        state.setName("bubble.state");
        again.setName("bubble.again");
        again.putClientProperty("JButton.buttonType", "borderless");
        again.putClientProperty("FlatLaf.style", "foreground: $Demo.accent; margin: 0,4,0,4");
        again.putClientProperty("FlatLaf.styleClass", "small");
        again.addActionListener(e -> sendAgain.accept(message));
        add(text, BorderLayout.CENTER);
        add(footer(), BorderLayout.SOUTH);
        setComponentPopupMenu(menu());
        text.setInheritsPopupMenu(true);
        refresh();
    }

    private JPanel footer() {
        JPanel footer = new JPanel(new FlowLayout(FlowLayout.TRAILING, Theme.px(4), 0));
        footer.setOpaque(false);
        footer.add(note);
        footer.add(again);
        footer.add(time);
        footer.add(state);
        return footer;
    }

    private JPopupMenu menu() {
        JPopupMenu menu = new JPopupMenu();
        JMenuItem copy = new JMenuItem("Copy text");
        copy.addActionListener(e -> copy(message.text()));
        JMenuItem fingerprint = new JMenuItem("Copy fingerprint");
        fingerprint.addActionListener(e -> copy(message.fingerprint()));
        menu.add(copy);
        menu.add(fingerprint);
        return menu;
    }

    private static void copy(String what) {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(what), null);
    }

    static String time(ChatMessage message) {
        return TIME.format(message.time());
    }

    ChatMessage message() {
        return message;
    }

    /** Shows the state as it is now. */
    void refresh() {
        boolean lost = message.state() == MessageState.LOST;
        int transmissions = message.transmissions();
        state.setIcon(message.isOutgoing() ? new StateIcon(message.state()) : null);
        state.setVisible(message.isOutgoing());
        note.setText(lost ? "Not delivered" : "");
        note.setVisible(lost);
        again.setVisible(lost);
        time.setText(transmissions > 1 ? "sent " + transmissions + " times · " + time(message) : time(message));
        String tip = describe(transmissions);
        for (javax.swing.JComponent part : new javax.swing.JComponent[] {this, text, note, state, time}) {
            part.setToolTipText(tip);
        }
        getAccessibleContext()
                .setAccessibleName(message.text() + ", " + message.state().words());
        within = -1;
        revalidate();
        repaint();
    }

    private String describe(int transmissions) {
        if (!message.isOutgoing()) {
            return "Fingerprint " + message.fingerprint();
        }
        String words = message.state().words();
        String reason = message.reason().isEmpty() ? "" : ": " + message.reason();
        String times = transmissions > 1 ? ", sent " + transmissions + " times" : "";
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + reason + times;
    }

    /** Returns how large it has to be if it may be so wide. */
    Dimension sizeWithin(int width) {
        if (within != width) {
            within = width;
            size = computeSize(width);
        }
        return size;
    }

    private Dimension computeSize(int width) {
        Insets insets = getInsets();
        Dimension footer = getComponent(1).getPreferredSize();
        int inner = width - insets.left - insets.right;
        int textWidth = Math.min(inner, Math.max(footer.width, widestLine() + Theme.px(ROUNDING)));
        text.setSize(textWidth, Short.MAX_VALUE);
        int textHeight = text.getPreferredSize().height;
        return new Dimension(
                textWidth + insets.left + insets.right,
                textHeight + footer.height + Theme.px(2) + insets.top + insets.bottom);
    }

    private int widestLine() {
        FontMetrics metrics = text.getFontMetrics(text.getFont());
        return message.text().lines().mapToInt(metrics::stringWidth).max().orElse(0);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        within = -1; // another font, perhaps
    }

    @Override
    protected void paintComponent(Graphics g) {
        Graphics2D smooth = Shapes.smooth(g);
        int arc = Theme.px(ARC);
        smooth.setColor(Theme.color(message.isOutgoing() ? "bubbleOut" : "bubbleIn"));
        smooth.fillRoundRect(0, 0, getWidth(), getHeight(), arc, arc);
        smooth.dispose();
    }
}
