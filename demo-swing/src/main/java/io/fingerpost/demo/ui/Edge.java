package io.fingerpost.demo.ui;

import java.awt.Component;
import java.awt.Graphics;
import java.awt.Insets;
import javax.swing.border.AbstractBorder;

/** Space around a component, and a thin line at one of its sides; in the colours of the present look. */
final class Edge extends AbstractBorder {
    private static final long serialVersionUID = 1L;

    /** Where the line is. */
    enum Side {
        TOP,
        LEFT,
        BOTTOM,
        RIGHT,
        NONE
    }

    private final Side side;
    private final int vertical;
    private final int horizontal;

    /**
     * Creates a border.
     *
     * @param vertical space above and below, before scaling
     * @param horizontal space left and right, before scaling
     */
    Edge(Side side, int vertical, int horizontal) {
        this.side = side;
        this.vertical = vertical;
        this.horizontal = horizontal;
    }

    static Edge space(int vertical, int horizontal) {
        return new Edge(Side.NONE, vertical, horizontal);
    }

    @Override
    public Insets getBorderInsets(Component c, Insets insets) {
        int v = Theme.px(vertical);
        int h = Theme.px(horizontal);
        insets.set(
                v + (side == Side.TOP ? 1 : 0),
                h + (side == Side.LEFT ? 1 : 0),
                v + (side == Side.BOTTOM ? 1 : 0),
                h + (side == Side.RIGHT ? 1 : 0));
        return insets;
    }

    @Override
    public void paintBorder(Component c, Graphics g, int x, int y, int width, int height) {
        g.setColor(Theme.color("line"));
        switch (side) {
            case TOP -> g.fillRect(x, y, width, 1);
            case LEFT -> g.fillRect(x, y, 1, height);
            case BOTTOM -> g.fillRect(x, y + height - 1, width, 1);
            case RIGHT -> g.fillRect(x + width - 1, y, 1, height);
            case NONE -> {}
        }
    }
}
