package io.fingerpost.client.session;

import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.link.LinkLogFile;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The file of one user in the outbox directory, which one client at a time has. Confined to one thread at a time, which may block.
 *
 * <p>A file is replaced by another one that was written as a whole before. Where the system does not replace files when it renames, the old one is
 * deleted first: then the new one is found under its own name.
 */
final class OutboxFile implements LinkLogFile {
    private final File directory;
    private final File file;
    private final File fresh;
    private final File lockFile;
    private @Nullable RandomAccessFile lock;
    private @Nullable RandomAccessFile log; // null before it is opened, and after trouble
    private long length;

    OutboxFile(File directory, String userId) {
        String name = nameOf(userId);
        this.directory = directory;
        this.file = new File(directory, name + ".outbox");
        this.fresh = new File(directory, name + ".new");
        this.lockFile = new File(directory, name + ".lock");
    }

    private static String nameOf(String userId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(userId.getBytes(StandardCharsets.UTF_8));
            return LinkHello.toHex(hash).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public byte[] open() throws IOException {
        if (!directory.isDirectory() && !directory.mkdirs()) {
            throw new IOException("the folder " + directory + " cannot be made");
        }
        takeLock();
        if (!file.exists() && fresh.exists() && !fresh.renameTo(file)) {
            throw new IOException(fresh + " cannot be renamed");
        }
        RandomAccessFile opened = new RandomAccessFile(file, "rw");
        log = opened;
        byte[] bytes = new byte[(int) Math.min(Integer.MAX_VALUE - 8, opened.length())];
        opened.readFully(bytes);
        return bytes;
    }

    private void takeLock() throws IOException {
        RandomAccessFile opened = new RandomAccessFile(lockFile, "rw");
        lock = opened;
        try {
            if (opened.getChannel().tryLock() == null) {
                throw new IOException("another program uses it");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("another client of this program uses it", e);
        }
    }

    @Override
    public void truncate(long newLength) throws IOException {
        RandomAccessFile opened = opened();
        opened.setLength(newLength);
        opened.seek(newLength);
        length = newLength;
    }

    @Override
    public void append(byte[] bytes, boolean force) throws IOException {
        RandomAccessFile opened = opened();
        try {
            opened.write(bytes);
            if (force) {
                opened.getFD().sync();
            }
            length += bytes.length;
        } catch (IOException e) {
            truncate(length);
            throw e;
        }
    }

    @Override
    public void replace(byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(fresh, "rw")) {
            out.setLength(0);
            out.write(bytes);
            out.getFD().sync();
        }
        closeLog();
        if (!fresh.renameTo(file) && !(file.delete() && fresh.renameTo(file))) {
            throw new IOException(fresh + " cannot be renamed");
        }
        log = new RandomAccessFile(file, "rw");
        truncate(bytes.length);
    }

    private RandomAccessFile opened() throws IOException {
        RandomAccessFile opened = log;
        if (opened == null) {
            throw new IOException("the file is not open");
        }
        return opened;
    }

    private void closeLog() throws IOException {
        RandomAccessFile opened = log;
        log = null;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeLog();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
