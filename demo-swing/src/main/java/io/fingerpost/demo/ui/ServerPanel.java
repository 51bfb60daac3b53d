package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.DemoServer;
import io.fingerpost.demo.model.DemoServer.State;
import java.awt.BorderLayout;
import java.awt.Component;
import java.util.List;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextField;
import javax.swing.ListSelectionModel;

/** What the one who runs the server can do: see who is there, send to all, kick, stop and start. */
final class ServerPanel extends JPanel {
    private static final long serialVersionUID = 1L;

    private final transient DemoServer server;
    private final transient Runnable serverListener = this::refresh;
    private final JLabel state = Theme.muted(" ");
    private final JButton toggle = new JButton();
    private final DefaultListModel<DemoServer.User> users = new DefaultListModel<>();
    private final JList<DemoServer.User> list = new JList<>(users);
    private final JButton kick = new JButton("Kick");
    private final JTextField announcement = new JTextField();
    private final JButton announce = new JButton("Send to all");

    ServerPanel(DemoServer server) {
        super(new BorderLayout(0, Theme.px(10)));
        this.server = server;
        setOpaque(false);
        setBorder(Edge.space(12, 16));
        nameAll();
        toggle.addActionListener(e -> toggle(server));
        kick.addActionListener(e -> kick());
        announce.addActionListener(e -> announce());
        announcement.addActionListener(e -> announce());
        announcement.putClientProperty("JTextField.placeholderText", "Announcement");
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setCellRenderer(new UserCell());
        list.addListSelectionListener(e -> kick.setEnabled(list.getSelectedValue() != null));
        add(header(), BorderLayout.NORTH);
        add(new JScrollPane(list), BorderLayout.CENTER);
        add(actions(), BorderLayout.SOUTH);
        server.addListener(serverListener);
        refresh();
    }

    private void nameAll() {
        state.setName("server.state");
        toggle.setName("server.toggle");
        list.setName("server.users");
        kick.setName("server.kick");
        kick.setMnemonic('K');
        announcement.setName("server.announcement");
        announce.setName("server.announce");
        announce.setMnemonic('T');
    }

    private JPanel header() {
        JPanel titles = new JPanel(new BorderLayout());
        titles.setOpaque(false);
        titles.add(Theme.heading("The server here"), BorderLayout.CENTER);
        titles.add(state, BorderLayout.SOUTH);
        JPanel header = new JPanel(new BorderLayout(Theme.px(8), 0));
        header.setOpaque(false);
        header.add(titles, BorderLayout.CENTER);
        JPanel right = new JPanel(new BorderLayout());
        right.setOpaque(false);
        right.add(toggle, BorderLayout.NORTH);
        header.add(right, BorderLayout.EAST);
        return header;
    }

    private JPanel actions() {
        JPanel actions = new JPanel(new BorderLayout(Theme.px(8), Theme.px(8)));
        actions.setOpaque(false);
        JPanel kicking = new JPanel(new BorderLayout());
        kicking.setOpaque(false);
        kicking.add(Theme.muted("Ends the session for good"), BorderLayout.CENTER);
        kicking.add(kick, BorderLayout.EAST);
        actions.add(kicking, BorderLayout.NORTH);
        actions.add(announcement, BorderLayout.CENTER);
        actions.add(announce, BorderLayout.EAST);
        return actions;
    }

    private void kick() {
        DemoServer.User user = list.getSelectedValue();
        if (user != null) {
            server.kick(user.name());
        }
    }

    private void announce() {
        String text = announcement.getText().strip();
        if (!text.isEmpty()) {
            server.announce(text);
            announcement.setText("");
        }
    }

    /** Stops the server, or starts it. */
    static void toggle(DemoServer server) {
        if (server.state() == State.RUNNING) {
            server.stop();
        } else {
            server.start().exceptionally(failure -> null); // shown as the server's problem
        }
    }

    static String toggleLabel(State state) {
        return switch (state) {
            case RUNNING -> "Stop";
            case STOPPED -> "Start";
            case STARTING -> "Starting …";
            case STOPPING -> "Stopping …";
        };
    }

    private void refresh() {
        boolean running = server.state() == State.RUNNING;
        toggle.setText(toggleLabel(server.state()));
        toggle.setEnabled(running || server.state() == State.STOPPED);
        state.setText(describe());
        state.setToolTipText(ports());
        announcement.setEnabled(running);
        announce.setEnabled(running);
        List<DemoServer.User> now = server.users();
        if (!now.equals(java.util.Collections.list(users.elements()))) {
            DemoServer.User selected = list.getSelectedValue();
            users.clear();
            users.addAll(now);
            list.setSelectedValue(selected, false);
        }
        kick.setEnabled(list.getSelectedValue() != null);
    }

    private String describe() {
        int online = server.users().size();
        return switch (server.state()) {
            case RUNNING -> online == 1 ? "Running, 1 user online" : "Running, " + online + " users online";
            case STOPPED -> server.problem().isEmpty() ? "Stopped" : server.problem();
            case STARTING, STOPPING -> "…";
        };
    }

    private String ports() {
        return "tcp " + server.port("tcp") + ", tls " + server.port("tls") + ", udp " + server.port("udp") + ", ws "
                + server.port("ws") + ", wss " + server.port("wss");
    }

    /** Ends listening to the server. */
    void detach() {
        server.removeListener(serverListener);
    }

    private static final class UserCell extends DefaultListCellRenderer {
        private static final long serialVersionUID = 1L;
        private static final int AVATAR = 20;

        UserCell() {
            Theme.plain(this);
        }

        @Override
        public Component getListCellRendererComponent(
                JList<?> list, Object value, int index, boolean selected, boolean focused) {
            super.getListCellRendererComponent(list, value, index, selected, focused);
            if (value instanceof DemoServer.User user) {
                setText(user.name() + "  ·  " + user.transport());
                setIcon(Shapes.avatar(user.name(), false, AVATAR));
                setIconTextGap(Theme.px(8));
                setBorder(Edge.space(3, 6));
            }
            return this;
        }
    }
}
