package io.fingerpost.demo.ui;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ClientStatistics;
import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.LinkStatus;
import io.fingerpost.demo.model.ServerChoice;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import javax.swing.Icon;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** The strip at the bottom of the window: how the connection does. */
final class LinkBar extends JPanel {
    private static final long serialVersionUID = 1L;

    private final transient ClientModel client;
    private final transient Icon good = Shapes.dot("good");
    private final transient Icon trying = Shapes.dot("warning");
    private final transient Icon bad = Shapes.dot("bad");
    private final JPanel values = new JPanel(new FlowLayout(FlowLayout.LEADING, 0, 0));
    private final JLabel state = new JLabel();
    private final JLabel transport;
    private final JLabel roundTrip;
    private final JLabel sent;
    private final JLabel repeated;
    private final JLabel received;
    private final JLabel doubles;
    private final JLabel pending;

    LinkBar(ClientModel client) {
        super(new BorderLayout());
        this.client = client;
        setBorder(new Edge(Edge.Side.TOP, 6, 14));
        Theme.background(this, "sidebar");
        values.setOpaque(false);
        state.setName("link.state");
        state.setIconTextGap(Theme.px(7));
        values.add(state);
        transport = value("link.transport", "How this client talks to the server");
        roundTrip = value("link.rtt", "Time to the server and back, by the latest keep-alive");
        sent = value("link.sent", "Messages sent, each counted once");
        repeated = value("link.repeated", "How many times a message was sent again");
        received = value("link.received", "Messages handed to this window");
        doubles = value("link.doubles", "Messages that came again and were not shown again");
        pending = value("link.pending", "Messages without an outcome");
        add(values, BorderLayout.CENTER);
    }

    private JLabel value(String name, String tip) {
        JLabel label = Theme.muted(" ");
        label.setName(name);
        label.setToolTipText(tip);
        label.setBorder(Edge.space(0, 10));
        values.add(label);
        return label;
    }

    void refresh() {
        LinkStatus link = client.link();
        ClientStatistics statistics = link.statistics();
        ClientState now = statistics.state();
        state.setIcon(now.isOnline() ? good : now.isTrying() ? trying : bad);
        state.setText(link.state()); // the banner says more
        transport.setText(ServerChoice.describe(client.server().scheme()));
        roundTrip.setText("Round trip " + link.roundTrip());
        sent.setText("Sent " + statistics.messagesSent());
        repeated.setText("Repeated " + statistics.retransmissions());
        received.setText("Received " + statistics.messagesReceived());
        doubles.setText("Doubles hidden " + statistics.duplicatesSuppressed());
        pending.setText("Waiting " + statistics.pendingMessages());
    }
}
