package io.fingerpost.core.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a client's end of a link keeps over the end of its process, as a log of records: which numbers it has given to which messages, and
 * what it has received. Makes the bytes and reads them; whoever has a file appends them there. Confined to one thread.
 *
 * <pre>
 * log      = record*
 * record   = u32 length, u32 CRC-32 of the length, u32 CRC-32 of the body, body     (big-endian)
 * body     = 1, utf device, u64 epoch, u64 next          a numbering begins: the messages so far get new numbers, in order, from next on
 *          | 2, u64 first, bytes                         a message, under the number of its first piece
 *          | 3, u64 first                                a message has its outcome
 *          | 4, utf token, u64 cum, bytes                what was received: the server's numbering, done up to cum, bitmap
 * </pre>
 *
 * <p>A log may end in the middle of its last record, when the process died while writing; nothing is lost by that, because a message is sent only after
 * its record was written. If anything else is wrong with it, numbers may have been given that are not known any more: {@link #isDamaged}.
 */
public final class LinkLog {
    private static final int NUMBERING = 1;
    private static final int MESSAGE = 2;
    private static final int ENDED = 3;
    private static final int RECEIVED = 4;

    private static final int HEAD_BYTES = 12;
    private static final byte[] NOTHING = {};

    private String device = "";
    private long epoch;
    private long nextSq = 1;
    private final TreeMap<Long, byte[]> messages = new TreeMap<>();
    private @Nullable String token;
    private AckBlock received = AckBlock.upTo(0);
    private int validBytes;
    private boolean damaged;

    /** Creates an empty one; call {@link #numbering} first. */
    public LinkLog() {}

    // ---- what it says ----

    /** Returns the device that the numbers belong to; empty if nothing is known. */
    public String device() {
        return device;
    }

    /** Returns the numbering that the messages have. */
    public long epoch() {
        return epoch;
    }

    /** Returns the number that the next message gets. */
    public long nextSq() {
        return nextSq;
    }

    /** Returns the messages that have no outcome, by the number of their first piece. */
    public SortedMap<Long, byte[]> messages() {
        return messages;
    }

    /** Returns the name of the server's numbering; null if nothing was received. */
    public @Nullable String token() {
        return token;
    }

    /** Returns what was received under it. */
    public AckBlock received() {
        return received;
    }

    /** Returns how many bytes of what was read make sense. Further records have to be appended there. */
    public int validBytes() {
        return validBytes;
    }

    /**
     * Returns whether something is missing that may have been used already. Then a new {@link #numbering} has to begin before anything is
     * sent.
     */
    public boolean isDamaged() {
        return damaged;
    }

    // ---- what happens; each method returns the bytes to append ----

    /** Begins a numbering. Messages that have no outcome get new numbers, in their order. */
    public byte[] numbering(String newDevice, long newEpoch) {
        renumber(newDevice, newEpoch, 1);
        return numberingRecord(1);
    }

    private void renumber(String newDevice, long newEpoch, long first) {
        List<byte[]> inOrder = new ArrayList<>(messages.values());
        messages.clear();
        device = newDevice;
        epoch = newEpoch;
        nextSq = first;
        for (byte[] message : inOrder) {
            put(nextSq, message);
        }
    }

    private void put(long firstSq, byte[] message) {
        messages.put(firstSq, message);
        nextSq = Math.max(nextSq, firstSq + LinkLimits.pieces(message.length));
    }

    private byte[] numberingRecord(long first) {
        return record(out -> {
            out.writeByte(NUMBERING);
            out.writeUTF(device);
            out.writeLong(epoch);
            out.writeLong(first);
        });
    }

    /** Adds a message, which must not change any more. */
    public byte[] message(long firstSq, byte[] message) {
        put(firstSq, message);
        return record(out -> {
            out.writeByte(MESSAGE);
            out.writeLong(firstSq);
            out.write(message);
        });
    }

    /** Notes that a message has its outcome. */
    public byte[] ended(long firstSq) {
        messages.remove(firstSq);
        return record(out -> {
            out.writeByte(ENDED);
            out.writeLong(firstSq);
        });
    }

    /** Notes what was received. */
    public byte[] received(String newToken, AckBlock done) {
        token = newToken;
        received = done;
        return record(out -> {
            out.writeByte(RECEIVED);
            out.writeUTF(newToken);
            out.writeLong(done.cum());
            out.write(done.bitmap());
        });
    }

    /** Returns a log that says the same, and is as short as can be. */
    public byte[] compacted() {
        LinkLog fresh = new LinkLog();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fresh.device = device;
        fresh.epoch = epoch;
        append(out, fresh.numberingRecord(nextSq));
        if (token != null) {
            append(out, fresh.received(token, received));
        }
        for (Map.Entry<Long, byte[]> message : messages.entrySet()) {
            append(out, fresh.message(message.getKey(), message.getValue()));
        }
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, byte[] record) {
        out.write(record, 0, record.length);
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] record(Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.writeTo(new DataOutputStream(bytes));
            byte[] content = bytes.toByteArray();
            ByteArrayOutputStream record = new ByteArrayOutputStream(HEAD_BYTES + content.length);
            DataOutputStream out = new DataOutputStream(record);
            out.writeInt(content.length);
            out.writeInt(crcOfLength(content.length));
            out.writeInt(crc(content));
            out.write(content);
            return record.toByteArray();
        } catch (IOException e) { // the names are too long for UTF: those of a hello are not
            throw new UncheckedIOException(e);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    private static int crcOfLength(int length) {
        return crc(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
    }

    // ---- reading ----

    /** Reads a log, as far as it makes sense. */
    public static LinkLog read(byte[] bytes) {
        LinkLog log = new LinkLog();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (log.readRecord(in)) {
                log.validBytes = bytes.length - in.available();
            }
        } catch (IOException e) { // a record of a later version, or none at all under a checksum that fits
            log.damaged = true;
        }
        log.damaged |= log.device.isEmpty();
        return log;
    }

    /** Reads one record; false if there is none any more, or none that makes sense. */
    private boolean readRecord(DataInputStream in) throws IOException {
        if (in.available() < HEAD_BYTES) {
            return false;
        }
        int length = in.readInt();
        if (in.readInt() != crcOfLength(length) || length < 1) {
            damaged = true;
            return false;
        }
        int crc = in.readInt();
        if (in.available() < length) {
            return false;
        }
        byte[] body = new byte[length];
        in.readFully(body);
        if (crc(body) != crc) {
            damaged = in.available() > 0;
            return false;
        }
        apply(new DataInputStream(new ByteArrayInputStream(body)));
        return true;
    }

    private void apply(DataInputStream in) throws IOException {
        switch (in.readByte()) {
            case NUMBERING:
                String newDevice = in.readUTF();
                renumber(newDevice, in.readLong(), in.readLong());
                break;
            case MESSAGE:
                long firstSq = in.readLong();
                put(firstSq, rest(in));
                break;
            case ENDED:
                messages.remove(in.readLong());
                break;
            case RECEIVED:
                token = in.readUTF();
                long cum = in.readLong();
                received = new AckBlock(cum, 0, rest(in), 0, 0);
                break;
            default:
                throw new IOException("a record of an unknown kind");
        }
    }

    private static byte[] rest(DataInputStream in) throws IOException {
        byte[] rest = in.available() == 0 ? NOTHING : new byte[in.available()];
        in.readFully(rest);
        return rest;
    }
}
