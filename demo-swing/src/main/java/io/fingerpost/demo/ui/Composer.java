package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.Conversation;
import java.awt.BorderLayout;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.text.DefaultEditorKit;

/** Where messages are written. Enter sends, Shift and Enter begins a new line. */
final class Composer extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int ROWS = 2;

    private final Input input = new Input();
    private final transient Consumer<String> sender;

    Composer(Consumer<String> sender) {
        super(new BorderLayout(Theme.px(10), 0));
        this.sender = sender;
        setOpaque(false);
        setBorder(new Edge(Edge.Side.TOP, 12, 18));
        input.setName("composer");
        input.setLineWrap(true);
        input.setWrapStyleWord(true);
        bindKeys();
        JScrollPane scroll = new JScrollPane(input);
        JButton send = new JButton("Send");
        send.setName("send");
        send.setMnemonic('S');
        send.putClientProperty(
                "FlatLaf.style",
                "background: $Button.default.background; foreground: $Button.default.foreground;"
                        + " hoverBackground: $Button.default.hoverBackground;"
                        + " pressedBackground: $Button.default.pressedBackground;"
                        + " borderColor: $Button.default.borderColor; font: bold");
        send.addActionListener(e -> send());
        add(scroll, BorderLayout.CENTER);
        add(send, BorderLayout.EAST);
    }

    private void bindKeys() {
        bind("ENTER", "send", e -> send());
        input.getInputMap().put(KeyStroke.getKeyStroke("shift ENTER"), DefaultEditorKit.insertBreakAction);
        bind("TAB", "next", e -> input.transferFocus()); // as everywhere else
        bind("shift TAB", "previous", e -> input.transferFocusBackward());
    }

    private void bind(String key, String name, Consumer<ActionEvent> action) {
        input.getInputMap().put(KeyStroke.getKeyStroke(key), name);
        input.getActionMap().put(name, new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent e) {
                action.accept(e);
            }
        });
    }

    private void send() {
        String text = input.getText().strip();
        if (!text.isEmpty()) {
            input.setText("");
            sender.accept(text);
        }
        input.requestFocusInWindow();
    }

    String text() {
        return input.getText();
    }

    void show(Conversation conversation) {
        input.hint = "Write to " + (conversation.isServer() ? "the server: help, time, who" : conversation.title());
        input.getAccessibleContext().setAccessibleName(input.hint);
        input.setText(conversation.draft());
        input.repaint();
    }

    void focus() {
        input.requestFocusInWindow();
    }

    /** A text area that says what it is for while it is empty. */
    private static final class Input extends JTextArea {
        private static final long serialVersionUID = 1L;

        private String hint = "";

        Input() {
            super(ROWS, 20);
        }

        @Override
        protected void paintComponent(Graphics g) {
            super.paintComponent(g);
            if (getDocument().getLength() == 0) {
                Graphics2D text = (Graphics2D) g.create();
                Object hints = getToolkit().getDesktopProperty("awt.font.desktophints");
                if (hints instanceof java.util.Map<?, ?> map) {
                    text.addRenderingHints(map);
                } else {
                    text.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
                }
                text.setColor(Theme.color("muted"));
                text.drawString(
                        hint,
                        getInsets().left,
                        getInsets().top + text.getFontMetrics().getAscent());
                text.dispose();
            }
        }
    }
}
