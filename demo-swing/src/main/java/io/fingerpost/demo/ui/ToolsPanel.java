package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.DemoServer;
import java.awt.BorderLayout;
import java.awt.Dimension;
import javax.swing.JPanel;

/** The right side of the window: what can be done to the network and to the server. */
final class ToolsPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 264;

    private final NetworkPanel network;
    private final ServerPanel server;

    ToolsPanel(ClientModel client, DemoServer demoServer) {
        super(new BorderLayout());
        setBorder(new Edge(Edge.Side.LEFT, 0, 0));
        Theme.background(this, "sidebar");
        setPreferredSize(new Dimension(Theme.px(WIDTH), 0));
        network = new NetworkPanel(client);
        server = new ServerPanel(demoServer);
        server.setVisible(client.server().here());
        add(network, BorderLayout.NORTH);
        add(server, BorderLayout.CENTER);
    }

    void refresh() {
        network.refresh();
    }

    void detach() {
        server.detach();
    }
}
