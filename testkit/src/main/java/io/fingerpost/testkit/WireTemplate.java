package io.fingerpost.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills and matches the packets of one {@linkplain WireVectors.Conversation conversation}. <code>${number:NAME}</code> stands for a
 * whole number, which is any the first time and the same ever after; <code>${text}</code> for any text. Keeps the numbers that it has
 * seen: one object for each replay of a conversation. Not safe for use by several threads at once.
 */
public final class WireTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?:number:([A-Za-z0-9-]+)|text)}");

    private final Map<String, String> numbers = new HashMap<>();

    /** Creates an object that knows no number yet. */
    public WireTemplate() {}

    /**
     * Returns the packet with the numbers that are known.
     *
     * @throws IllegalArgumentException if it has a placeholder that nothing is known for
     */
    public String fill(String packet) {
        return PLACEHOLDER.matcher(packet).replaceAll(found -> {
            String name = found.group(1);
            String number = name == null ? null : numbers.get(name);
            if (number == null) {
                throw new IllegalArgumentException("nothing is known for " + found.group());
            }
            return number;
        });
    }

    /** Returns whether the bytes that arrived are the packet. If so, notes the numbers in it. */
    public boolean matches(String packet, String arrived) {
        List<@Nullable String> names = new ArrayList<>();
        Matcher actual = pattern(packet, names).matcher(arrived);
        if (!actual.matches()) {
            return false;
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String number = actual.group(i + 1);
            if (name != null && !number.equals(found.computeIfAbsent(name, n -> numbers.getOrDefault(n, number)))) {
                return false;
            }
        }
        numbers.putAll(found);
        return true;
    }

    private static Pattern pattern(String packet, List<@Nullable String> names) {
        StringBuilder regex = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(packet);
        int end = 0;
        while (placeholder.find()) {
            regex.append(Pattern.quote(packet.substring(end, placeholder.start())));
            names.add(placeholder.group(1));
            regex.append(placeholder.group(1) == null ? "(.*?)" : "(-?[0-9]+)");
            end = placeholder.end();
        }
        regex.append(Pattern.quote(packet.substring(end)));
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
