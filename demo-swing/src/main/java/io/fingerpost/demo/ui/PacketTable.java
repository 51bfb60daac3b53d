package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.PacketLine;
import io.fingerpost.demo.model.PacketLog;
import java.awt.Component;
import java.util.List;
import java.util.function.Function;
import javax.swing.JTable;
import javax.swing.table.AbstractTableModel;
import javax.swing.table.DefaultTableCellRenderer;
import javax.swing.table.TableColumn;

/** The packets that the filter lets through, as rows. */
final class PacketTable extends AbstractTableModel implements PacketLog.Listener {
    private static final long serialVersionUID = 1L;

    private record Column(String title, int width, Function<PacketLine, String> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("Time", 112, PacketLine::timeText),
            new Column("", 36, line -> line.sent() ? "→" : "←"),
            new Column("Type", 145, PacketLine::typeText),
            new Column("From", 60, line -> line.packet().from()),
            new Column("To", 60, line -> line.packet().to()),
            new Column("Fingerprint", 110, PacketLine::fingerprint),
            new Column("Bytes", 58, line -> String.valueOf(line.bytes())),
            new Column("Content", 400, PacketLine::content));

    private static final int TYPE_COLUMN = 2;

    private final transient PacketLog log;

    PacketTable(PacketLog log) {
        this.log = log;
        log.addListener(this);
    }

    void layOut(JTable table) {
        for (int i = 0; i < COLUMNS.size(); i++) {
            TableColumn column = table.getColumnModel().getColumn(i);
            int width = Theme.px(COLUMNS.get(i).width);
            column.setPreferredWidth(width);
            column.setCellRenderer(new Cell());
        }
    }

    @Override
    public int getRowCount() {
        return log.visible().size();
    }

    @Override
    public int getColumnCount() {
        return COLUMNS.size();
    }

    @Override
    public String getColumnName(int column) {
        return COLUMNS.get(column).title;
    }

    @Override
    public Object getValueAt(int row, int column) {
        return COLUMNS.get(column).value.apply(log.visible().get(row));
    }

    @Override
    public void linesAdded(int added, int removed) {
        if (removed > 0) {
            fireTableDataChanged();
        } else {
            fireTableRowsInserted(getRowCount() - added, getRowCount() - 1);
        }
    }

    @Override
    public void linesReplaced() {
        fireTableDataChanged();
    }

    /** Repeats and errors stand out. */
    private final class Cell extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1L;

        Cell() {
            Theme.plain(this);
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean selected, boolean focused, int row, int column) {
            super.getTableCellRendererComponent(table, value, selected, false, row, column);
            PacketLine line = log.visible().get(row);
            if (!selected) {
                boolean marked = column == TYPE_COLUMN && line.repeat();
                setForeground(
                        line.isProblem()
                                ? Theme.color("bad")
                                : marked ? Theme.color("warning") : table.getForeground());
            }
            setToolTipText(" " + value); // with the space it cannot be HTML
            return this;
        }
    }
}
