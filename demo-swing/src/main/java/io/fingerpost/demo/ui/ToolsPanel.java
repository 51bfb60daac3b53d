package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.DemoServer;
import java.awt.BorderLayout;
import java.awt.Dimension;
import javax.swing.JPanel;

/** The right side of the window: what can be done to the network and to the server. */
final class ToolsPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int MIN_WIDTH = 264;
    private static final int MAX_WIDTH = 340;

    private final NetworkPanel network;
    private final ServerPanel server;

    ToolsPanel(ClientModel client, DemoServer demoServer) {
        super(new BorderLayout());
        setBorder(new Edge(Edge.Side.LEFT, 0, 0));
        Theme.background(this, "sidebar");
        network = new NetworkPanel(client);
        server = new ServerPanel(demoServer);
        server.setVisible(client.server().here());
        add(network, BorderLayout.NORTH);
        add(server, BorderLayout.CENTER);
    }

    /** As wide as its words need, which depends on the system's font. */
    @Override
    public Dimension getPreferredSize() {
        Dimension size = super.getPreferredSize();
        size.width = Math.min(Math.max(size.width, Theme.px(MIN_WIDTH)), Theme.px(MAX_WIDTH));
        return size;
    }

    void refresh() {
        network.refresh();
    }

    void detach() {
        server.detach();
    }
}
