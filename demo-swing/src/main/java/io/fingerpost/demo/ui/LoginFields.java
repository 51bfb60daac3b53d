package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.DemoModel;
import io.fingerpost.demo.model.DemoServer;
import io.fingerpost.demo.model.LoginForm;
import io.fingerpost.demo.model.ServerChoice;
import io.fingerpost.demo.network.LocalServer;
import java.awt.Component;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JTextField;

/** The fields of the login window. With the server in this process, its address is filled in as soon as it is known. */
final class LoginFields extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int COLUMNS = 18;
    private static final int GAP = 6;

    private final transient DemoModel model;
    private final transient Runnable serverListener = this::showServer;
    private final JCheckBox here = new JCheckBox("Start a server here");
    private final JComboBox<String> scheme =
            new JComboBox<>(ServerChoice.schemes().toArray(String[]::new));
    private final JTextField host = new JTextField(COLUMNS);
    private final JTextField port = new JTextField(6);
    private final JTextField user = new JTextField(COLUMNS);
    private final JPasswordField token = new JPasswordField(COLUMNS);
    private final JCheckBox rememberToken = new JCheckBox("Remember the token");
    private final JLabel serverState = Theme.muted(" ");
    private String remoteHost; // what was entered for another server
    private int remotePort;
    private int row;

    LoginFields(DemoModel model) {
        super(new GridBagLayout());
        this.model = model;
        LoginForm form = model.suggestion();
        remoteHost = form.server().host();
        remotePort = form.server().port();
        fill(form);
        name(here, "login.here").setMnemonic('S');
        name(rememberToken, "login.remember").setMnemonic('R');
        scheme.setRenderer(new SchemeRenderer());
        wide(here);
        row("Transport", 'T', name(scheme, "login.scheme"));
        row("Host", 'H', name(host, "login.host"));
        row("Port", 'P', name(port, "login.port"));
        serverState.setBorder(Edge.space(0, 4)); // in line with the fields
        wide(name(serverState, "login.server"));
        row("User", 'U', name(user, "login.user"));
        row("Token", 'K', name(token, "login.token"));
        wide(rememberToken);
        here.addActionListener(e -> onHereChanged());
        scheme.addActionListener(e -> onSchemeChanged());
        model.server().addListener(serverListener);
        startIfHere();
        if (!here.isSelected()) {
            fillRemote();
        }
        showServer();
    }

    private void fill(LoginForm form) {
        here.setSelected(form.server().here());
        scheme.setSelectedItem(form.server().scheme());
        user.setText(form.user());
        token.setText(form.token());
        rememberToken.setSelected(model.settings().rememberToken());
    }

    private static <C extends JComponent> C name(C component, String name) {
        component.setName(name);
        return component;
    }

    private void wide(JComponent component) {
        GridBagConstraints at = constraints(1);
        add(component, at);
        row++;
    }

    private void row(String text, char mnemonic, JComponent field) {
        JLabel label = new JLabel(text);
        label.setDisplayedMnemonic(mnemonic);
        label.setLabelFor(field);
        GridBagConstraints left = constraints(0);
        left.weightx = 0;
        left.insets = new Insets(0, 0, Theme.px(GAP), Theme.px(16));
        add(label, left);
        add(field, constraints(1));
        row++;
    }

    private GridBagConstraints constraints(int column) {
        GridBagConstraints at = new GridBagConstraints();
        at.gridx = column;
        at.gridy = row;
        at.weightx = 1;
        at.fill = GridBagConstraints.HORIZONTAL;
        at.insets = new Insets(0, 0, Theme.px(GAP), 0);
        return at;
    }

    private void onHereChanged() {
        if (here.isSelected()) {
            remoteHost = host.getText().strip();
            remotePort = portNumber();
        }
        startIfHere();
        if (!here.isSelected()) {
            fillRemote();
            host.requestFocusInWindow();
        }
        showServer();
    }

    private void fillRemote() {
        host.setText(remoteHost);
        port.setText(String.valueOf(remotePort == 0 ? ServerChoice.defaultPort(scheme()) : remotePort));
    }

    private void startIfHere() {
        if (here.isSelected()) {
            model.server().start().exceptionally(failure -> null); // shown as the server's problem
        }
    }

    private void onSchemeChanged() {
        boolean usual = ServerChoice.schemes().stream().anyMatch(s -> ServerChoice.defaultPort(s) == portNumber());
        if (!here.isSelected() && (usual || port.getText().isBlank())) {
            port.setText(String.valueOf(ServerChoice.defaultPort(scheme())));
        }
        showServer();
    }

    /** Shows what may have changed by itself; what the user has entered stays. */
    private void showServer() {
        boolean local = here.isSelected();
        host.setEnabled(local ? false : isEnabled());
        port.setEnabled(local ? false : isEnabled());
        if (local) {
            int number = model.server().port(scheme());
            host.setText(LocalServer.host());
            port.setText(number == 0 ? "" : String.valueOf(number));
            serverState.setText(describe(model.server()));
        } else {
            serverState.setText("Start one with: ./fingerpost server");
        }
    }

    private static String describe(DemoServer server) {
        return switch (server.state()) {
            case STARTING -> "The server is starting …";
            case RUNNING -> "It runs in this program, for all its windows.";
            case STOPPING -> "The server is stopping …";
            case STOPPED -> server.problem().isEmpty() ? "The server does not run." : server.problem();
        };
    }

    private String scheme() {
        return String.valueOf(scheme.getSelectedItem());
    }

    private int portNumber() {
        try {
            return Integer.parseInt(port.getText().strip());
        } catch (NumberFormatException e) {
            return 0; // which is no port, and is reported as such
        }
    }

    /** Returns what was entered. */
    LoginForm form() {
        ServerChoice server =
                new ServerChoice(here.isSelected(), scheme(), host.getText().strip(), portNumber());
        return new LoginForm(server, user.getText().strip(), new String(token.getPassword()));
    }

    boolean rememberToken() {
        return rememberToken.isSelected();
    }

    void focusFirst() {
        user.requestFocusInWindow();
        user.selectAll();
    }

    void setAllEnabled(boolean enabled) {
        setEnabled(enabled);
        for (Component field : new Component[] {here, scheme, user, token, rememberToken}) {
            field.setEnabled(enabled);
        }
        showServer();
    }

    /** Ends listening to the server. */
    void detach() {
        model.server().removeListener(serverListener);
    }

    private static final class SchemeRenderer extends DefaultListCellRenderer {
        private static final long serialVersionUID = 1L;

        @Override
        public Component getListCellRendererComponent(
                JList<?> list, Object value, int index, boolean selected, boolean focused) {
            String label = ServerChoice.describe(String.valueOf(value));
            return super.getListCellRendererComponent(list, label, index, selected, focused);
        }
    }
}
