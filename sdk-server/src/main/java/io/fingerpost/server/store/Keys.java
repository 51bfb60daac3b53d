package io.fingerpost.server.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The keys of the one map that the embedded store keeps everything in, ordered as unsigned bytes:
 *
 * <pre>
 * 0                              the totals
 * 1 due(8) user                  an empty value: when to look at a mailbox
 * 2 user 0                       a mailbox
 * 2 user 1 conversation          how much waits of a conversation
 * 2 user 2 sequence(8)           a message
 * </pre>
 *
 * Strings have their length in front, so no user's keys begin with another's. All that belongs to a user stands together, so a change
 * touches few pages, and a mailbox in which nothing waits is one entry.
 */
final class Keys {
    static byte[] totals() {
        return new byte[] {0};
    }

    private static final int DUE = 1;
    private static final int USER = 2;
    private static final int MAILBOX = 0;
    private static final int USAGE = 1;
    private static final int MESSAGE = 2;

    private Keys() {}

    /** Writes the parts of a key. */
    private interface Parts {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] key(Parts parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);
        try {
            parts.to(new DataOutputStream(bytes));
        } catch (IOException e) { // only if a string is too long
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] due(long millis, String userId) {
        return key(out -> {
            out.writeByte(DUE);
            out.writeLong(millis);
            out.writeUTF(userId);
        });
    }

    /** Returns a key that is greater than those of all mailboxes that are due at a time. */
    static byte[] afterDue(long millis) {
        return key(out -> {
            out.writeByte(DUE);
            out.writeLong(millis + 1);
        });
    }

    /** Returns a key that is less than those of all mailboxes that are due. */
    static byte[] firstDue() {
        return new byte[] {DUE};
    }

    /** Returns whose mailbox is due. */
    static String userOfDue(byte[] due) {
        try {
            return new DataInputStream(new ByteArrayInputStream(due, 1 + Long.BYTES, due.length)).readUTF();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] mailbox(String userId) {
        return ofUser(userId, MAILBOX, out -> {});
    }

    static byte[] usage(String userId, String conversation) {
        return ofUser(userId, USAGE, out -> out.writeUTF(conversation));
    }

    static byte[] message(String userId, long sequence) {
        return ofUser(userId, MESSAGE, out -> out.writeLong(sequence));
    }

    private static byte[] ofUser(String userId, int kind, Parts rest) {
        return key(out -> {
            out.writeByte(USER);
            out.writeUTF(userId);
            out.writeByte(kind);
            rest.to(out);
        });
    }

    /** Returns the number of a message, given the key of any message of the same user; -1 if it is the key of something else. */
    static long sequence(byte[] key, byte[] ofSameUser) {
        int prefix = ofSameUser.length - Long.BYTES;
        if (key.length != ofSameUser.length || !Arrays.equals(key, 0, prefix, ofSameUser, 0, prefix)) {
            return -1;
        }
        long sequence = 0;
        for (int i = prefix; i < key.length; i++) {
            sequence = sequence << 8 | (key[i] & 0xff);
        }
        return sequence;
    }
}
