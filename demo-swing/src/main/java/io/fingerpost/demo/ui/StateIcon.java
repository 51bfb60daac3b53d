package io.fingerpost.demo.ui;

import io.fingerpost.demo.model.MessageState;
import java.awt.BasicStroke;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;

/** The state of a message: a dot while it is on its way, one tick or two once it is safe, a cross when it is lost. */
final class StateIcon extends Shapes.Painted {
    private static final double DOT = 3;
    private static final float LINE = 1.6f;

    private final MessageState state;

    StateIcon(MessageState state) {
        super(16, 10);
        this.state = state;
    }

    @Override
    void paint(Graphics2D g, int width, int height, Component c) {
        double unit = height / 10.0;
        g.setStroke(new BasicStroke((float) (LINE * unit), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(
                switch (state) {
                    case DELIVERED -> Theme.color("good");
                    case LOST -> Theme.color("bad");
                    default -> Theme.color("bubbleMuted");
                });
        switch (state) {
            case SENDING -> {
                int size = (int) Math.round(DOT * unit);
                g.fillOval(width - size - (int) (4 * unit), (height - size) / 2, size, size);
            }
            case ACCEPTED -> g.draw(tick(5 * unit, unit));
            case DELIVERED -> {
                g.draw(tick(1 * unit, unit));
                g.draw(tick(6 * unit, unit));
            }
            case LOST -> {
                g.draw(line(5 * unit, 2 * unit, 11 * unit, 8 * unit));
                g.draw(line(5 * unit, 8 * unit, 11 * unit, 2 * unit));
            }
            case RECEIVED -> {}
        }
    }

    private static Path2D tick(double x, double unit) {
        Path2D path = line(x, 5.5 * unit, x + 3 * unit, 8.5 * unit);
        path.lineTo(x + 9 * unit, 1.5 * unit);
        return path;
    }

    private static Path2D line(double x1, double y1, double x2, double y2) {
        Path2D path = new Path2D.Double();
        path.moveTo(x1, y1);
        path.lineTo(x2, y2);
        return path;
    }
}
