package io.fingerpost.server.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Keys or values of a map, which are plain bytes, in unsigned order. Each page carries a checksum of them, which MVStore does not have
 * by itself, so that what goes bad on the disk is never taken for a message.
 */
final class CheckedBytes extends BasicDataType<byte[]> {
    static final CheckedBytes INSTANCE = new CheckedBytes();

    private static final int ARRAY_HEADER_BYTES = 24;

    private CheckedBytes() {}

    @Override
    public int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    @Override
    public int getMemory(byte[] bytes) {
        return ARRAY_HEADER_BYTES + bytes.length;
    }

    @Override
    public byte[][] createStorage(int size) {
        return new byte[size][];
    }

    @Override
    public void write(WriteBuffer buffer, byte[] bytes) {
        buffer.putVarInt(bytes.length);
        buffer.put(bytes);
    }

    @Override
    public byte[] read(ByteBuffer buffer) {
        int length = DataUtils.readVarInt(buffer);
        if (length < 0 || length > buffer.remaining()) {
            throw corrupt();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void write(WriteBuffer buffer, Object storage, int length) {
        int start = buffer.position();
        super.write(buffer, storage, length);
        buffer.putInt(checksum(buffer.getBuffer(), start, buffer.position()));
    }

    @Override
    public void read(ByteBuffer buffer, Object storage, int length) {
        int start = buffer.position();
        super.read(buffer, storage, length);
        int expected = checksum(buffer, start, buffer.position());
        if (buffer.remaining() < Integer.BYTES || buffer.getInt() != expected) {
            throw corrupt();
        }
    }

    private static int checksum(ByteBuffer buffer, int start, int end) {
        CRC32C crc = new CRC32C();
        ByteBuffer part = buffer.duplicate();
        part.limit(end).position(start);
        crc.update(part);
        return (int) crc.getValue();
    }

    private static RuntimeException corrupt() {
        return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "a page does not have its checksum");
    }
}
