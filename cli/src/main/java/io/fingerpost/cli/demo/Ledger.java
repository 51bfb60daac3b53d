package io.fingerpost.cli.demo;

import io.fingerpost.core.Protocal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All messages of the demo, and who got them. Confined to the stage. */
final class Ledger {
    private final List<DemoMessage> messages = new ArrayList<>();
    private final Map<String, DemoMessage> byFingerprint = new HashMap<>();
    private int strays;

    /** Notes a message that was sent. */
    void add(DemoMessage message, String fingerprint) {
        messages.add(message);
        byFingerprint.put(fingerprint, message);
    }

    /** Notes an arrival. Returns the message; null if nobody sent such a one to this receiver. */
    @Nullable DemoMessage arrived(Role at, Protocal packet, long nowNanos) {
        DemoMessage message = byFingerprint.get(String.valueOf(packet.fp()));
        if (message == null || !isSame(message.line(), at, packet)) {
            strays++;
            return null;
        }
        message.arrived(nowNanos);
        return message;
    }

    private static boolean isSame(Step.Say sent, Role at, Protocal packet) {
        return sent.to() == at
                && sent.from().userId().equals(packet.from())
                && sent.text().equals(packet.dataContent());
    }

    /** Returns whether the last thing that the partner said to the speaker, if anything, has arrived. */
    boolean hasHeard(Role speaker, Role partner) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            DemoMessage m = messages.get(i);
            if (m.line().from() == partner && m.line().to() == speaker) {
                return m.hasArrived() || m.isSettled();
            }
        }
        return true;
    }

    boolean isSettled() {
        return messages.stream().allMatch(DemoMessage::isSettled);
    }

    List<DemoMessage> messages() {
        return List.copyOf(messages);
    }

    /** Returns how many messages arrived that nobody had sent like that. */
    int strays() {
        return strays;
    }
}
