package io.fingerpost.client.session;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ClientStatistics;
import io.fingerpost.client.Profile;
import io.fingerpost.core.Transport;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The numbers of one moment, each correct by itself. */
final class StatisticsSnapshot implements ClientStatistics {
    private final ClientState state;
    private final @Nullable Transport transport;
    private final @Nullable Profile profile;
    private final long smoothedRttMicros;
    private final double loss;
    private final long messagesSent;
    private final long retransmissions;
    private final long messagesReceived;
    private final long duplicatesSuppressed;
    private final long messagesDropped;
    private final long packetsIgnored;
    private final int pendingMessages;
    private final long pendingBytes;
    private final long reconnects;
    private final long reconnectInMillis;

    /**
     * Takes the numbers.
     *
     * @param nanosUntilReconnect counts only while the client waits to reconnect
     */
    StatisticsSnapshot(ClientState state, @Nullable Login login, Counters counters, long nanosUntilReconnect) {
        long rttNanos = counters.smoothedRttNanos.get();
        this.state = state;
        this.transport = login == null ? null : login.outgoing().transport();
        this.profile = login == null ? null : login.outgoing().profile();
        this.loss = counters.loss;
        this.smoothedRttMicros = rttNanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(rttNanos);
        this.messagesSent = counters.messagesSent.get();
        this.retransmissions = counters.retransmissions.get();
        this.messagesReceived = counters.messagesReceived.get();
        this.duplicatesSuppressed = counters.duplicatesSuppressed.get();
        this.messagesDropped = counters.messagesDropped.get();
        this.packetsIgnored = counters.packetsIgnored.get();
        this.pendingMessages = login == null ? 0 : login.outgoing().limit().messages();
        this.pendingBytes = login == null ? 0 : login.outgoing().limit().bytes();
        this.reconnects = counters.reconnects.get();
        this.reconnectInMillis = state == ClientState.WAITING_RECONNECT
                ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanosUntilReconnect))
                : -1;
    }

    @Override
    public ClientState state() {
        return state;
    }

    @Override
    public @Nullable Transport transport() {
        return transport;
    }

    @Override
    public @Nullable Profile profile() {
        return profile;
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public long smoothedRttMicros() {
        return smoothedRttMicros;
    }

    @Override
    public long messagesSent() {
        return messagesSent;
    }

    @Override
    public long retransmissions() {
        return retransmissions;
    }

    @Override
    public long messagesReceived() {
        return messagesReceived;
    }

    @Override
    public long duplicatesSuppressed() {
        return duplicatesSuppressed;
    }

    @Override
    public long messagesDropped() {
        return messagesDropped;
    }

    @Override
    public long packetsIgnored() {
        return packetsIgnored;
    }

    @Override
    public int pendingMessages() {
        return pendingMessages;
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public long reconnects() {
        return reconnects;
    }

    @Override
    public long reconnectInMillis() {
        return reconnectInMillis;
    }

    @Override
    public String toString() {
        return "ClientStatistics{" + state + (transport == null ? "" : " by " + profile + " over " + transport)
                + ", smoothedRttMicros=" + smoothedRttMicros + ", messagesSent=" + messagesSent
                + ", retransmissions=" + retransmissions + ", messagesReceived=" + messagesReceived
                + ", duplicatesSuppressed=" + duplicatesSuppressed + ", messagesDropped=" + messagesDropped
                + ", packetsIgnored=" + packetsIgnored + ", pendingMessages=" + pendingMessages
                + ", pendingBytes=" + pendingBytes + ", reconnects=" + reconnects + '}';
    }
}
