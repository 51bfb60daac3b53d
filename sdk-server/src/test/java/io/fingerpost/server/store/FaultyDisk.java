package io.fingerpost.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;

/** A disk that fails as it is told to, for MVStore. Any thread may tell it. */
final class FaultyDisk implements AutoCloseable {
    // Names differ, as MVStore knows them in the whole process.
    private final String scheme = "faulty" + UUID.randomUUID().toString().replace("-", "");
    private final Root root = new Root("");
    private long bytesLeft = Long.MAX_VALUE; // guarded by this
    private volatile boolean forceFails;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger forced = new AtomicInteger();
    private volatile Consumer<PowerLoss> watcher;
    private final PowerLoss now = new PowerLoss();

    FaultyDisk() {
        FilePath.register(root);
    }

    /** Returns what stands in front of the names of files on this disk. */
    String prefix() {
        return scheme + ":";
    }

    /** Lets only so many bytes more be written: then there is no space left. */
    synchronized void fillUpAfter(long bytes) {
        bytesLeft = bytes;
    }

    /** Returns how many of so many bytes there is space for, and takes it: whole sectors, as a sector is written or not. */
    private synchronized int use(int bytes) {
        int used = bytes <= bytesLeft ? bytes : (int) (bytesLeft / PowerLoss.SECTOR * PowerLoss.SECTOR);
        bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : used;
        return used;
    }

    /** Lets writing succeed, but not what makes it safe. */
    void failToForce() {
        forceFails = true;
    }

    /** Holds all writing up until the gate is opened. */
    void stall(CountDownLatch until) {
        gate = until;
    }

    synchronized void heal() {
        bytesLeft = Long.MAX_VALUE;
        forceFails = false;
    }

    /** Tells after each write of a file, in the thread that writes, what a loss of power at that moment would leave of it. */
    void watch(Consumer<PowerLoss> each) {
        watcher = each;
    }

    /** What is on the disk for sure, and what was written since and may be there or not. */
    static final class PowerLoss {
        private static final int SECTOR = 512;

        private byte[] safe = {};
        private final List<Long> positions = new ArrayList<>();
        private final List<byte[]> written = new ArrayList<>();

        private void write(long position, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            positions.add(position);
            written.add(copy);
        }

        private void force(byte[] content) {
            safe = content;
            positions.clear();
            written.clear();
        }

        /** Returns one of the many things that may be left: sectors reach the disk in any order. */
        byte[] pick(Random random) {
            byte[] left = safe.clone();
            int percent = random.nextInt(101);
            for (int i = 0; i < written.size(); i++) {
                byte[] part = written.get(i);
                for (int at = 0; at < part.length; at += SECTOR) {
                    if (random.nextInt(100) < percent) {
                        int end = (int) (positions.get(i) + Math.min(at + SECTOR, part.length));
                        left = Arrays.copyOf(left, Math.max(left.length, end));
                        int start = (int) (positions.get(i) + at);
                        System.arraycopy(part, at, left, start, end - start);
                    }
                }
            }
            return left;
        }
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
            return new FaultyFile(real.open(mode), Path.of(real.toString()));
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
        private final Path path;

        FaultyFile(FileChannel real, Path path) {
            this.real = real;
            this.path = path;
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            pass();
            int count = use(from.remaining());
            ByteBuffer part = from.duplicate();
            part.limit(part.position() + count);
            long at = position;
            while (part.hasRemaining()) {
                at += real.write(part, at);
            }
            if (watcher != null) {
                now.write(position, from.duplicate().limit(from.position() + count));
                watcher.accept(now);
            }
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
            if (watcher != null) {
                now.force(Files.readAllBytes(path));
            }
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
