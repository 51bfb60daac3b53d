package io.fingerpost.benchmarks.common;

import java.util.Locale;

/** One line of JSON with numbers and plain words, for scripts. Not safe for use by several threads at once. */
public final class JsonLine {
    private final StringBuilder out = new StringBuilder("{");

    /** Adds a count. */
    public JsonLine add(String key, long value) {
        return raw(key, Long.toString(value));
    }

    /** Adds a number with three decimals; one that is not finite becomes null, as JSON has no word for it. */
    public JsonLine add(String key, double value) {
        return raw(key, Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null");
    }

    /** Adds a word. */
    public JsonLine add(String key, String value) {
        if (!value.matches("[\\w .:/-]*")) {
            throw new IllegalArgumentException("not a plain word: " + value);
        }
        return raw(key, '"' + value + '"');
    }

    /** Adds another object. */
    public JsonLine add(String key, JsonLine value) {
        return raw(key, value.toString());
    }

    private JsonLine raw(String key, String value) {
        if (out.length() > 1) {
            out.append(", ");
        }
        out.append('"').append(key).append("\": ").append(value);
        return this;
    }

    /** Returns the line. */
    @Override
    public String toString() {
        return out + "}";
    }
}
