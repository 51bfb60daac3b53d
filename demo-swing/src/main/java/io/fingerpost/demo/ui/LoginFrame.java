package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.DemoModel;
import io.fingerpost.demo.model.Failures;
import io.fingerpost.demo.model.LoginForm;
import io.fingerpost.demo.model.Settings;
import java.awt.BorderLayout;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import org.jspecify.annotations.Nullable;

/** Asks who wants to log in, and where. */
final class LoginFrame extends JFrame {
    private static final long serialVersionUID = 1L;
    private static final int ICON = 44;

    private final transient DemoApplication application;
    private final transient DemoModel model;
    private final LoginFields fields;
    private final JButton logIn = new JButton("Log in");
    private final JTextArea message = new JTextArea(2, 20);

    LoginFrame(DemoApplication application, DemoModel model) {
        super("Fingerpost – log in");
        setName("login");
        this.application = application;
        this.model = model;
        this.fields = new LoginFields(model);
        logIn.setName("login.ok");
        logIn.setMnemonic('L');
        logIn.addActionListener(e -> logIn());
        message.setName("login.message");
        message.setEditable(false);
        message.setFocusable(false);
        message.setLineWrap(true);
        message.setWrapStyleWord(true);
        message.setOpaque(false);
        message.putClientProperty("FlatLaf.style", "foreground: $Demo.bad");

        JPanel content = new JPanel(new BorderLayout(0, Theme.px(14)));
        content.setBorder(Edge.space(22, 28));
        content.add(header(), BorderLayout.NORTH);
        content.add(fields, BorderLayout.CENTER);
        content.add(footer(), BorderLayout.SOUTH);
        setContentPane(content);
        getRootPane().setDefaultButton(logIn);
        setResizable(false);
        pack();
        fields.focusFirst();
    }

    private static JPanel header() {
        JPanel header = new JPanel(new BorderLayout(Theme.px(14), 0));
        header.add(new JLabel(AppIcon.icon(ICON)), BorderLayout.WEST);
        JPanel titles = new JPanel(new BorderLayout());
        titles.add(Theme.styled("Fingerpost", "", "h2"), BorderLayout.NORTH);
        titles.add(Theme.muted("Messages that arrive once, and say so. Try it."), BorderLayout.CENTER);
        header.add(titles, BorderLayout.CENTER);
        return header;
    }

    private JPanel footer() {
        JPanel footer = new JPanel(new BorderLayout(Theme.px(14), 0));
        JPanel button = new JPanel(new BorderLayout());
        button.add(logIn, BorderLayout.SOUTH);
        footer.add(message, BorderLayout.CENTER);
        footer.add(button, BorderLayout.EAST);
        return footer;
    }

    private void logIn() {
        LoginForm form = fields.form();
        String problem = form.problem();
        if (problem != null) {
            message.setText(problem);
            return;
        }
        message.setText("");
        setBusy(true);
        model.logIn(form).whenComplete((client, failure) -> onOutcome(form, client, failure));
    }

    private void onOutcome(LoginForm form, @Nullable ClientModel client, @Nullable Throwable failure) {
        setBusy(false);
        if (client != null && !isDisplayable()) {
            model.close(client); // nobody waits for it any more
        } else if (client != null) {
            Settings settings = model.settings();
            if (model.clients().size() == 1) { // the next ones are for trying out
                settings = settings.withLogin(form, fields.rememberToken());
            }
            model.remember(settings);
            application.openChat(client, this);
        } else if (failure != null) {
            message.setText(Failures.describe(failure));
        }
    }

    private void setBusy(boolean busy) {
        logIn.setEnabled(!busy);
        logIn.setText(busy ? "Logging in …" : "Log in");
        fields.setAllEnabled(!busy);
    }

    @Override
    public void dispose() {
        fields.detach();
        super.dispose();
    }
}
