package io.fingerpost.demo.ui;

import java.awt.Color;
import java.awt.Component;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.Locale;
import javax.swing.Icon;

/** Paints what the windows have of icons; nothing here depends on the glyphs of a font, or on the scale of a screen. */
final class Shapes {
    private static final int SPREAD = 0x85EBCA6B; // a multiplier of MurmurHash3
    private static final float AVATAR_FONT = 0.42f; // of its size

    private Shapes() {}

    /** Returns a copy of the graphics that paints smooth edges; to be disposed of by the caller. */
    static Graphics2D smooth(Graphics g) {
        Graphics2D copy = (Graphics2D) g.create();
        copy.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        copy.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return copy;
    }

    /** An icon of a size before scaling. */
    abstract static class Painted implements Icon {
        private final int width;
        private final int height;

        Painted(int width, int height) {
            this.width = width;
            this.height = height;
        }

        abstract void paint(Graphics2D g, int width, int height, Component c);

        @Override
        public void paintIcon(Component c, Graphics g, int x, int y) {
            Graphics2D smooth = smooth(g);
            smooth.translate(x, y);
            paint(smooth, getIconWidth(), getIconHeight(), c);
            smooth.dispose();
        }

        @Override
        public int getIconWidth() {
            return Theme.px(width);
        }

        @Override
        public int getIconHeight() {
            return Theme.px(height);
        }
    }

    /** Returns a disc with a name's first letter, in a colour that follows from the name. */
    static Icon avatar(String name, boolean server, int size) {
        return new Painted(size, size) {
            @Override
            void paint(Graphics2D g, int w, int h, Component c) {
                g.setColor(server ? Theme.color("accent") : colorOf(name));
                g.fillOval(0, 0, w, h);
                g.setColor(Color.WHITE);
                if (server) {
                    paintServer(g, w, h);
                } else {
                    paintLetter(g, w, h, c, firstLetter(name));
                }
            }
        };
    }

    /** Names that differ little get hues that differ much. */
    private static Color colorOf(String name) {
        int hue = (name.hashCode() * SPREAD) >>> (Integer.SIZE - Byte.SIZE);
        return Color.getHSBColor(hue / (float) (1 << Byte.SIZE), 0.5f, 0.66f);
    }

    private static String firstLetter(String name) {
        return name.isEmpty()
                ? "?"
                : name.substring(0, name.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
    }

    private static void paintLetter(Graphics2D g, int w, int h, Component c, String letter) {
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(c.getFont().deriveFont(Font.BOLD, h * AVATAR_FONT));
        FontMetrics metrics = g.getFontMetrics();
        int x = (w - metrics.stringWidth(letter)) / 2;
        int y = (h - metrics.getHeight()) / 2 + metrics.getAscent();
        g.drawString(letter, x, y);
    }

    /** Two drawers of a rack. */
    private static void paintServer(Graphics2D g, int w, int h) {
        int width = w / 2;
        int height = h / 6;
        int x = (w - width) / 2;
        for (int i = 0; i < 2; i++) {
            int y = h / 2 - height - 1 + i * (height + 2);
            g.fillRoundRect(x, y, width, height, height / 2, height / 2);
        }
    }

    /** Returns a small disc in one of the demo's colours. */
    static Icon dot(String color) {
        return new Painted(9, 9) {
            @Override
            void paint(Graphics2D g, int w, int h, Component c) {
                g.setColor(Theme.color(color));
                g.fillOval(0, 0, w, h);
            }
        };
    }
}
