package io.fingerpost.server.store;

import io.fingerpost.server.store.Contents.Usage;
import io.fingerpost.server.store.Contents.Waiting;
import io.fingerpost.server.store.Mailbox.Device;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The values of the map that the embedded store keeps everything in. {@link Keys} has the keys. */
final class Records {
    /** Which layout of keys and values this is. */
    static final int FORMAT = 1;

    private static final int NOTICE = 1;
    private static final int REPORTS_DELIVERY = 2;

    private Records() {}

    /**
     * What is kept once.
     *
     * @param bytes the bytes that wait in all, as {@link StoreRules} counts them
     * @param clock the time of the last change
     */
    record Totals(long bytes, StoreClock.Reading clock) {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) { // only if a string is too long
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] record, Reading<T> reading) {
        try {
            return reading.from(new DataInputStream(new ByteArrayInputStream(record)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] of(Totals totals) {
        return write(out -> {
            out.writeLong(totals.bytes());
            out.writeLong(totals.clock().wallMillis());
            out.writeLong(totals.clock().millis());
        });
    }

    static Totals totals(byte[] record) {
        return read(record, in -> new Totals(in.readLong(), new StoreClock.Reading(in.readLong(), in.readLong())));
    }

    static byte[] of(Usage usage) {
        return write(out -> {
            out.writeInt(usage.messages());
            out.writeLong(usage.bytes());
        });
    }

    static Usage usage(byte[] record) {
        return read(record, in -> new Usage(in.readInt(), in.readLong()));
    }

    static byte[] of(Waiting waiting) {
        InboxEntry entry = waiting.entry();
        return write(out -> {
            out.writeByte((entry.notice() ? NOTICE : 0) | (entry.reportsDelivery() ? REPORTS_DELIVERY : 0));
            out.writeLong(waiting.millis());
            out.writeUTF(entry.conversation());
            out.write(entry.packet());
        });
    }

    static Waiting waiting(long sequence, byte[] record) {
        return read(record, in -> {
            int flags = in.readByte();
            long millis = in.readLong();
            String conversation = in.readUTF();
            InboxEntry entry = new InboxEntry(
                    in.readAllBytes(), conversation, (flags & NOTICE) != 0, (flags & REPORTS_DELIVERY) != 0);
            return new Waiting(new StoredMessage(sequence, entry), millis);
        });
    }

    static byte[] of(Mailbox mailbox) {
        return write(out -> {
            out.writeUTF(mailbox.token());
            out.writeLong(mailbox.lastSequence());
            out.writeInt(mailbox.messages());
            out.writeLong(mailbox.bytes());
            out.writeInt(mailbox.notices());
            out.writeLong(mailbox.touchedMillis());
            out.writeLong(mailbox.dueMillis());
            out.writeByte(mailbox.devices().size());
            for (Map.Entry<String, Device> device : mailbox.devices().entrySet()) {
                out.writeUTF(device.getKey());
                out.writeLong(device.getValue().epoch());
                out.writeLong(device.getValue().numbers().cum());
                byte[] bitmap = device.getValue().numbers().bitmap();
                out.writeShort(bitmap.length);
                out.write(bitmap);
            }
        });
    }

    static Mailbox mailbox(String userId, byte[] record, Contents contents) {
        return read(record, in -> {
            Mailbox mailbox = new Mailbox(userId, in.readUTF(), contents);
            mailbox.restore(in.readLong(), in.readInt(), in.readLong(), in.readInt());
            mailbox.setTouchedMillis(in.readLong());
            mailbox.setDueMillis(in.readLong());
            for (int devices = in.readByte(); devices > 0; devices--) {
                String id = in.readUTF();
                long epoch = in.readLong();
                long cum = in.readLong();
                byte[] bitmap = in.readNBytes(in.readShort());
                mailbox.putDevice(id, new Device(epoch, ReceivedNumbers.of(cum, bitmap)));
            }
            return mailbox;
        });
    }
}
