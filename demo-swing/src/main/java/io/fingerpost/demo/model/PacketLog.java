package io.fingerpost.demo.model;

import io.fingerpost.client.PacketObserver;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The latest packets of a client, and those of them that a filter lets through. Packets may come in on any thread, and are passed on in
 * batches; everything else is confined to the user interface's thread.
 */
public final class PacketLog implements PacketObserver {
    /** The most lines that are kept; the oldest ones go. */
    public static final int MAX_LINES = 5_000;

    /** Is told what changes among the lines that are shown. */
    public interface Listener {
        /** Lines were added at the end, and then so many removed at the beginning. */
        void linesAdded(int added, int removed);

        /** Everything is different. */
        void linesReplaced();
    }

    private final Ui ui;
    private final Clock clock;
    private final Deque<PacketLine> inbox = new ArrayDeque<>(); // guarded by itself, like the next two
    private final Set<String> sentFingerprints = new HashSet<>();
    private boolean draining;

    private final Deque<PacketLine> lines = new ArrayDeque<>();
    private final List<PacketLine> visible = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private PacketFilter filter = PacketFilter.NONE;

    PacketLog(Ui ui, Clock clock) {
        this.ui = ui;
        this.clock = clock;
    }

    @Override
    public void onPacketSent(Protocal packet, int bytes) {
        synchronized (inbox) {
            offer(new PacketLine(clock.instant(), true, isRepeat(packet), packet, bytes));
        }
    }

    @Override
    public void onPacketReceived(Protocal packet, int bytes) {
        synchronized (inbox) {
            offer(new PacketLine(clock.instant(), false, false, packet, bytes));
        }
    }

    private boolean isRepeat(Protocal packet) {
        String fingerprint = packet.fp();
        if (packet.type() != PacketType.MESSAGE || fingerprint == null) {
            return false;
        }
        if (sentFingerprints.size() == MAX_LINES) {
            sentFingerprints.clear(); // forgets a few repeats, and stays bounded
        }
        return !sentFingerprints.add(fingerprint);
    }

    private void offer(PacketLine line) {
        if (inbox.size() == MAX_LINES) {
            inbox.removeFirst(); // it would not be kept anyway
        }
        inbox.addLast(line);
        if (!draining) {
            draining = true;
            ui.execute(this::drain);
        }
    }

    private void drain() {
        List<PacketLine> batch;
        synchronized (inbox) {
            batch = new ArrayList<>(inbox);
            inbox.clear();
            draining = false;
        }
        int added = 0;
        for (PacketLine line : batch) {
            lines.addLast(line);
            if (filter.shows(line)) {
                visible.add(line);
                added++;
            }
        }
        int removed = trim();
        if (added + removed > 0) {
            int count = added;
            listeners.forEach(listener -> listener.linesAdded(count, removed));
        }
    }

    /** Returns how many of the lines that went were shown. */
    private int trim() {
        int removed = 0;
        while (lines.size() > MAX_LINES) {
            if (filter.shows(lines.removeFirst())) {
                removed++; // what is shown is in the same order
            }
        }
        visible.subList(0, removed).clear();
        return removed;
    }

    /** Returns the lines that the filter lets through, the oldest one first. */
    public List<PacketLine> visible() {
        return Collections.unmodifiableList(visible);
    }

    /** Returns how many lines there are, shown or not. */
    public int size() {
        return lines.size();
    }

    /** Returns the filter. */
    public PacketFilter filter() {
        return filter;
    }

    /** Changes what is shown. */
    public void setFilter(PacketFilter newFilter) {
        ui.check();
        filter = newFilter;
        visible.clear();
        lines.stream().filter(filter::shows).forEach(visible::add);
        listeners.forEach(Listener::linesReplaced);
    }

    /** Removes all lines. */
    public void clear() {
        ui.check();
        lines.clear();
        visible.clear();
        listeners.forEach(Listener::linesReplaced);
    }

    /** Adds somebody to tell of changes. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }
}
