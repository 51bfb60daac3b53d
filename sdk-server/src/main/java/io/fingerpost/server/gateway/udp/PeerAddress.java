package io.fingerpost.server.gateway.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is. With IPv4 in 24 bytes, where an {@link InetSocketAddress} and what hangs on it take 96: a server has a million of these
 * for peers that say nothing. Immutable.
 */
final class PeerAddress {
    private static final long SECRET =
            new SecureRandom().nextLong(); // without it nobody can find addresses with the same hash
    private static final long SECRET_FACTOR = new SecureRandom().nextLong() | 1;

    private final int host; // the address of IPv4, or the hash of another
    private final int port;
    private final @Nullable InetSocketAddress whole; // null with IPv4

    private PeerAddress(InetSocketAddress address) {
        host = host(address.getAddress());
        port = address.getPort();
        whole = address.getAddress() instanceof Inet4Address ? null : address;
    }

    static PeerAddress of(InetSocketAddress address) {
        return new PeerAddress(address);
    }

    private static int host(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != Integer.BYTES) {
            ByteBuffer whole = ByteBuffer.wrap(bytes);
            return hash(whole.getLong() ^ hash(whole.getLong()));
        }
        return bytes[0] << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    }

    /** Returns the hash that a {@link PeerAddress} of this address has. */
    static int hash(InetSocketAddress address) {
        return hash(host(address.getAddress()), address.getPort());
    }

    private static int hash(int host, int port) {
        return hash(((long) host << Short.SIZE) ^ port);
    }

    /** Multiply-shift hashing (Dietzfelbinger and others, 1997): by a secret odd factor, of which the upper half is taken. */
    private static int hash(long value) {
        return (int) (((value ^ SECRET) * SECRET_FACTOR) >>> Integer.SIZE);
    }

    /** Returns whether this is the same address. */
    boolean is(InetSocketAddress other) {
        InetAddress inet = other.getAddress();
        if (other.getPort() != port || host(inet) != host) {
            return false;
        }
        return whole == null ? inet instanceof Inet4Address : whole.equals(other);
    }

    InetSocketAddress toSocketAddress() {
        if (whole != null) {
            return whole;
        }
        byte[] bytes = {(byte) (host >>> 24), (byte) (host >>> 16), (byte) (host >>> 8), (byte) host};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerAddress that
                && host == that.host
                && port == that.port
                && Objects.equals(whole, that.whole);
    }

    @Override
    public int hashCode() {
        return hash(host, port);
    }

    @Override
    public String toString() {
        return toSocketAddress().toString();
    }
}
