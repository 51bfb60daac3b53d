package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.ClientModel;
import io.fingerpost.demo.model.NetworkModel;
import io.fingerpost.demo.network.BadNetwork;
import java.awt.BorderLayout;
import java.awt.GridLayout;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSlider;
import javax.swing.JToggleButton;

/** Makes the network between this client and the server bad. */
final class NetworkPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LOSS = 60;
    private static final int MAX_DELAY = 1_000;
    private static final int MAX_JITTER = 500;
    private static final int MAX_DUPLICATION = 50;

    private final transient NetworkModel network;
    private final JSlider loss = new JSlider(0, MAX_LOSS, 0);
    private final JSlider delay = new JSlider(0, MAX_DELAY, 0);
    private final JSlider jitter = new JSlider(0, MAX_JITTER, 0);
    private final JSlider duplication = new JSlider(0, MAX_DUPLICATION, 0);
    private final JToggleButton cut = new JToggleButton("Cut the link");
    private final JButton heal = new JButton("Heal");
    private final JLabel dropped = Theme.muted(" ");
    private boolean refreshing; // the sliders are being moved by the model

    NetworkPanel(ClientModel client) {
        this.network = client.network();
        boolean datagrams = client.server().scheme().equals("udp");
        setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        setOpaque(false);
        setBorder(new Edge(Edge.Side.BOTTOM, 12, 16));
        addLeft(Theme.heading("Make the network bad"));
        addLeft(Theme.muted(
                network.isAdjustable()
                        ? "Between " + client.user() + " and the server, both ways"
                        : "Not with TLS to another machine."));
        add(Box.createVerticalStrut(Theme.px(6)));
        slider("Loss", "network.loss", loss, " %");
        slider("Delay", "network.delay", delay, " ms");
        slider("Jitter", "network.jitter", jitter, " ms");
        slider("Duplication", "network.duplication", duplication, " %");
        String stall = "A stream hides loss: it shows as a stall.";
        addLeft(name(dropped, "network.dropped"));
        addLeft(Theme.muted(datagrams ? " " : stall));
        add(Box.createVerticalStrut(Theme.px(6)));
        addLeft(buttons());
        enableAll();
    }

    private void addLeft(JComponent component) {
        component.setAlignmentX(LEFT_ALIGNMENT);
        add(component);
    }

    private static <C extends JComponent> C name(C component, String name) {
        component.setName(name);
        return component;
    }

    private void slider(String label, String name, JSlider slider, String unit) {
        JLabel value = new JLabel("0" + unit);
        JLabel title = new JLabel(label);
        title.setLabelFor(slider);
        slider.getAccessibleContext().setAccessibleName(label);
        slider.addChangeListener(e -> {
            value.setText(slider.getValue() + unit);
            onMoved();
        });
        JPanel row = new JPanel(new BorderLayout());
        row.setOpaque(false);
        row.add(title, BorderLayout.WEST);
        row.add(value, BorderLayout.EAST);
        row.add(name(slider, name), BorderLayout.SOUTH);
        addLeft(row);
    }

    private JPanel buttons() {
        name(cut, "network.cut").setMnemonic('C');
        cut.putClientProperty("FlatLaf.style", "selectedBackground: $Demo.cut; selectedForeground: #fff");
        cut.setToolTipText("Breaks the connection, and lets nothing through until it is pressed again");
        cut.addActionListener(e -> onCut());
        name(heal, "network.heal").setMnemonic('H');
        heal.setToolTipText("Makes the network perfect again");
        heal.addActionListener(e -> {
            network.heal();
            refresh();
        });
        JPanel buttons = new JPanel(new GridLayout(1, 2, Theme.px(8), 0));
        buttons.setOpaque(false);
        buttons.add(cut);
        buttons.add(heal);
        return buttons;
    }

    private void enableAll() {
        for (JComponent part : new JComponent[] {loss, delay, jitter, duplication, cut, heal}) {
            part.setEnabled(network.isAdjustable());
        }
    }

    private void onMoved() {
        if (!refreshing) {
            network.set(new BadNetwork(loss.getValue(), delay.getValue(), jitter.getValue(), duplication.getValue()));
        }
    }

    private void onCut() {
        if (cut.isSelected()) {
            network.cut();
        } else {
            network.restore();
        }
    }

    /** Shows the network as it is now. */
    void refresh() {
        BadNetwork now = network.network();
        refreshing = true;
        set(loss, (int) now.lossPercent());
        set(delay, now.delayMillis());
        set(jitter, now.jitterMillis());
        set(duplication, (int) now.duplicationPercent());
        refreshing = false;
        cut.setSelected(network.isCut());
        cut.setText(network.isCut() ? "Link is cut" : "Cut the link");
        dropped.setText("Packets lost or stalled so far: " + network.dropped());
    }

    private static void set(JSlider slider, int value) {
        if (slider.getValue() != value && !slider.getValueIsAdjusting()) {
            slider.setValue(value);
        }
    }
}
