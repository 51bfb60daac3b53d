package io.fingerpost.demo.robot;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes pictures of windows small: to the 256 colours that occur most, which for text and plain areas nobody sees. */
final class Palette {
    private static final int SIZE = 256;

    private Palette() {}

    static BufferedImage reduce(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        int[] palette = mostFrequent(pixels);
        IndexColorModel colors = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage reduced = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colors);
        Map<Integer, Integer> nearest = new HashMap<>();
        int[] indexes = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = nearest.computeIfAbsent(pixels[i], color -> nearest(palette, color));
        }
        reduced.getRaster().setPixels(0, 0, width, height, indexes);
        return reduced;
    }

    private static int[] mostFrequent(int[] pixels) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Map.Entry<Integer, Integer>> sorted = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(SIZE)
                .toList();
        return sorted.stream().mapToInt(Map.Entry::getKey).toArray();
    }

    private static int nearest(int[] palette, int color) {
        int best = 0;
        int bestDistance = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int distance = squared(palette[i] >> 16, color >> 16)
                    + squared(palette[i] >> 8, color >> 8)
                    + squared(palette[i], color);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = i;
            }
        }
        return best;
    }

    private static int squared(int a, int b) {
        int difference = (a & 0xFF) - (b & 0xFF);
        return difference * difference;
    }
}
