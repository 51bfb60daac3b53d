package io.fingerpost.demo.ui;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Component;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import javax.swing.Icon;

/** The windows' icon: a speech bubble with two ticks. */
final class AppIcon {
    private static final double GRID = 64;

    private AppIcon() {}

    static List<Image> images() {
        return List.of(image(16), image(32), image(48), image(64), image(128));
    }

    /** Returns it for use in a window. */
    static Icon icon(int size) {
        return new Shapes.Painted(size, size) {
            @Override
            void paint(Graphics2D g, int width, int height, Component c) {
                AppIcon.paint(g, width);
            }
        };
    }

    private static Image image(int size) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = Shapes.smooth(image.createGraphics());
        paint(g, size);
        g.dispose();
        return image;
    }

    private static void paint(Graphics2D g, int size) {
        g.scale(size / GRID, size / GRID);
        g.setPaint(new GradientPaint(0, 0, new Color(0x3B82F6), 0, 64, new Color(0x1D4ED8)));
        g.fill(new RoundRectangle2D.Double(2, 4, 60, 46, 20, 20));
        Path2D tail = new Path2D.Double();
        tail.moveTo(14, 46);
        tail.lineTo(14, 62);
        tail.lineTo(32, 48);
        g.fill(tail);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(5.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(tick(12));
        g.draw(tick(27));
    }

    private static Path2D tick(double x) {
        Path2D tick = new Path2D.Double();
        tick.moveTo(x, 28);
        tick.lineTo(x + 8, 36);
        tick.lineTo(x + 24, 17);
        return tick;
    }
}
