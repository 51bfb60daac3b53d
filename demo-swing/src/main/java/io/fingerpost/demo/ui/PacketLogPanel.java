package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.PacketFilter;
import io.fingerpost.demo.model.PacketLine;
import io.fingerpost.demo.model.PacketLog;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** The log of packets, below the conversation. */
final class PacketLogPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int FILTER_COLUMNS = 18;
    private static final int NEAR_END_ROWS = 3;

    private final transient PacketLog log;
    private final PacketTable model;
    private final JTable table;
    private final JComboBox<PacketFilter.Types> types = new JComboBox<>(PacketFilter.Types.values());
    private final JTextField text = new JTextField(FILTER_COLUMNS);
    private final JLabel count = Theme.muted(" ");

    PacketLogPanel(PacketLog log) {
        super(new BorderLayout());
        this.log = log;
        this.model = new PacketTable(log);
        this.table = new JTable(model);
        table.setName("log.table");
        table.setAutoResizeMode(JTable.AUTO_RESIZE_LAST_COLUMN);
        table.setFillsViewportHeight(true);
        model.layOut(table);
        alignHeader();
        JScrollPane scroll = new JScrollPane(table);
        scroll.setBorder(new Edge(Edge.Side.TOP, 0, 0));
        Theme.background(this, "sidebar");
        add(toolbar(), BorderLayout.NORTH);
        add(scroll, BorderLayout.CENTER);
        model.addTableModelListener(e -> {
            boolean follow = isAtEnd(); // now, before the new lines make the table longer
            SwingUtilities.invokeLater(() -> onChanged(follow));
        });
        onChanged(true);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (table != null) { // not while the superclass is constructed
            SwingUtilities.invokeLater(this::alignHeader); // after the header's new look
        }
    }

    private void alignHeader() {
        if (table.getTableHeader().getDefaultRenderer() instanceof JLabel header) {
            header.setHorizontalAlignment(SwingConstants.LEADING);
        }
    }

    private JPanel toolbar() {
        types.setName("log.types");
        types.setSelectedItem(log.filter().types());
        types.addActionListener(e -> filter());
        text.setName("log.text");
        text.putClientProperty("JTextField.placeholderText", "Filter by text");
        text.putClientProperty("JTextField.showClearButton", true);
        text.getDocument().addDocumentListener(new OnTyping());
        JPanel left = new JPanel(new FlowLayout(FlowLayout.LEADING, Theme.px(8), 0));
        left.setOpaque(false);
        left.add(Theme.heading("Packets"));
        left.add(types);
        left.add(text);
        left.add(count);
        JPanel right = new JPanel(new FlowLayout(FlowLayout.TRAILING, Theme.px(8), 0));
        right.setOpaque(false);
        right.add(button("Copy", 'Y', "log.copy", this::copy));
        right.add(button("Clear", 'E', "log.clear", log::clear));
        JPanel toolbar = new JPanel(new BorderLayout());
        toolbar.setOpaque(false);
        toolbar.setBorder(Edge.space(6, 8));
        toolbar.add(left, BorderLayout.CENTER);
        toolbar.add(right, BorderLayout.EAST);
        return toolbar;
    }

    private static JButton button(String label, char mnemonic, String name, Runnable action) {
        JButton button = new JButton(label);
        button.setMnemonic(mnemonic);
        button.setName(name);
        button.addActionListener(e -> action.run());
        return button;
    }

    private void filter() {
        PacketFilter.Types chosen = types.getItemAt(types.getSelectedIndex());
        log.setFilter(new PacketFilter(chosen, text.getText()));
    }

    /** Copies the lines that are selected; all that are shown if none is. */
    private void copy() {
        List<PacketLine> lines = log.visible();
        int[] rows = table.getSelectedRows();
        IntStream chosen = rows.length == 0 ? IntStream.range(0, lines.size()) : IntStream.of(rows);
        String copied = chosen.mapToObj(lines::get).map(PacketLine::text).collect(Collectors.joining("\n"));
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(copied), null);
    }

    private void onChanged(boolean follow) {
        int shown = log.visible().size();
        count.setText(shown == log.size() ? shown + " lines" : shown + " of " + log.size() + " lines");
        if (follow) {
            table.scrollRectToVisible(table.getCellRect(shown - 1, 0, true));
        }
    }

    /** Whoever has scrolled back to read is not torn away by what comes in. */
    private boolean isAtEnd() {
        Rectangle visible = table.getVisibleRect();
        return table.getHeight() - visible.y - visible.height < NEAR_END_ROWS * table.getRowHeight();
    }

    void focusFilter() {
        text.requestFocusInWindow();
    }

    private final class OnTyping implements DocumentListener {
        @Override
        public void insertUpdate(DocumentEvent e) {
            filter();
        }

        @Override
        public void removeUpdate(DocumentEvent e) {
            filter();
        }

        @Override
        public void changedUpdate(DocumentEvent e) {}
    }
}
