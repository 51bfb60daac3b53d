package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.Banner;
import io.fingerpost.demo.model.ClientModel;
import java.awt.BorderLayout;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;

/** The strip at the top of the window that says what is wrong with the connection; there is none while nothing is. */
final class BannerPanel extends JPanel {
    private static final long serialVersionUID = 1L;

    private final transient ClientModel client;
    private final JLabel text = Theme.plain(new JLabel());
    private final JButton action = new JButton();
    private transient @Nullable Banner shown;

    BannerPanel(ClientModel client) {
        super(new BorderLayout(Theme.px(16), 0));
        this.client = client;
        setName("banner");
        setBorder(new Edge(Edge.Side.BOTTOM, 7, 14));
        text.setName("banner.text");
        action.setName("banner.action");
        action.addActionListener(e -> act());
        add(text, BorderLayout.CENTER);
        add(action, BorderLayout.EAST);
        setVisible(false);
    }

    private void act() {
        if (shown != null) {
            client.act(shown.action());
        }
    }

    void refresh() {
        Banner banner = client.banner();
        if (banner != null && (shown == null || shown.kind() != banner.kind())) {
            String color = banner.kind() == Banner.Kind.ERROR ? "bannerError" : "bannerWarning";
            putClientProperty("FlatLaf.style", "background: $Demo." + color);
            text.putClientProperty("FlatLaf.style", "foreground: $Demo." + color + "Text");
        }
        if (banner != null && !banner.equals(shown)) {
            text.setText(banner.text());
            action.setText(banner.action().label());
        }
        shown = banner;
        setVisible(banner != null);
    }
}
