package io.fingerpost.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;

/** A disk that fails as it is told to, for MVStore. Any thread may tell it. */
final class FaultyDisk implements AutoCloseable {
    private static final AtomicInteger COUNT =
            new AtomicInteger(); // names differ, as MVStore knows them in the whole process

    private final String scheme = "faulty" + COUNT.incrementAndGet();
    private final Root root = new Root("");
    private volatile long bytesLeft = Long.MAX_VALUE;
    private volatile boolean forceFails;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger forced = new AtomicInteger();

    FaultyDisk() {
        FilePath.register(root);
    }

    /** Returns what stands in front of the names of files on this disk. */
    String prefix() {
        return scheme + ":";
    }

    /** Lets only so many bytes more be written: then there is no space left. */
    void fillUpAfter(long bytes) {
        bytesLeft = bytes;
    }

    /** Lets writing succeed, but not what makes it safe. */
    void failToForce() {
        forceFails = true;
    }

    /** Holds all writing up until the gate is opened. */
    void stall(CountDownLatch until) {
        gate = until;
    }

    void heal() {
        bytesLeft = Long.MAX_VALUE;
        forceFails = false;
    }

    /** Returns how many times something was forced to the disk. */
    int forced() {
        return forced.get();
    }

    @Override
    public void close() {
        FilePath.unregister(root);
    }

    /** A file or directory on this disk; what MVStore does not need is missing. */
    private final class Root extends FilePath {
        private final FilePath real;

        Root(String path) {
            this.name = path;
            this.real = FilePath.get(path.substring(path.indexOf(':') + 1));
        }

        @Override
        public String getScheme() {
            return scheme;
        }

        @Override
        public FilePath getPath(String path) {
            return new Root(path);
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new FaultyFile(real.open(mode));
        }

        @Override
        public boolean exists() {
            return real.exists();
        }

        @Override
        public boolean canWrite() {
            return real.canWrite();
        }

        @Override
        public FilePath getParent() {
            return real.getParent();
        }

        @Override
        public long size() {
            return real.size();
        }

        @Override
        public boolean isDirectory() {
            return real.isDirectory();
        }

        @Override
        public boolean isRegularFile() {
            return real.isRegularFile();
        }

        @Override
        public boolean isAbsolute() {
            return true;
        }

        @Override
        public FilePath toRealPath() {
            return this;
        }

        @Override
        public long lastModified() {
            return real.lastModified();
        }

        @Override
        public void moveTo(FilePath to, boolean atomicReplace) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean createFile() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<FilePath> newDirectoryStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void createDirectory() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean setReadOnly() {
            throw new UnsupportedOperationException();
        }
    }

    private final class FaultyFile extends FileBase {
        private final FileChannel real;

        FaultyFile(FileChannel real) {
            this.real = real;
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            pass();
            int count = (int) Math.min(from.remaining(), bytesLeft);
            ByteBuffer part = from.duplicate();
            part.limit(part.position() + count);
            long at = position;
            while (part.hasRemaining()) {
                at += real.write(part, at);
            }
            bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : count;
            if (count < from.remaining()) {
                throw new IOException("No space left on device");
            }
            from.position(from.position() + count);
            return count;
        }

        private void pass() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            pass();
            if (forceFails) {
                throw new IOException("Input/output error");
            }
            forced.incrementAndGet();
            real.force(metaData);
        }

        @Override
        public synchronized int read(ByteBuffer to, long position) throws IOException {
            return real.read(to, position);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return real.read(to);
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            real.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
