package io.fingerpost.server.gateway.udp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the nonces by which a session proves that it has moved to another address: a keyed hash over the address, the session and the time,
 * so that nothing has to be remembered of a challenge. Confined to the socket's loop.
 */
final class Addresses {
    private static final String ALGORITHM = "HmacSHA256";
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SecureRandom random = new SecureRandom();
    private final Mac mac;

    Addresses() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java", e);
        }
    }

    /** Returns a name for a session that nobody can guess. */
    long newCid() {
        return random.nextLong();
    }

    /** Returns the nonce to send to that address. */
    byte[] nonce(InetSocketAddress address, long cid, long nowNanos) {
        return nonceOf(address, cid, Math.floorDiv(nowNanos, PERIOD_NANOS));
    }

    /** Returns whether the nonce was sent to that address within the last 30 to 60 s. */
    boolean proves(byte[] nonce, InetSocketAddress address, long cid, long nowNanos) {
        long period = Math.floorDiv(nowNanos, PERIOD_NANOS);
        return MessageDigest.isEqual(nonce, nonceOf(address, cid, period))
                || MessageDigest.isEqual(nonce, nonceOf(address, cid, period - 1));
    }

    private byte[] nonceOf(InetSocketAddress address, long cid, long period) {
        mac.update(address.getAddress().getAddress());
        byte[] rest = ByteBuffer.allocate(20)
                .putInt(address.getPort())
                .putLong(cid)
                .putLong(period)
                .array();
        return ByteBuffer.allocate(8).put(mac.doFinal(rest), 0, 8).array();
    }
}
