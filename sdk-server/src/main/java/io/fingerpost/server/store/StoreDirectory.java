package io.fingerpost.server.store;

import io.fingerpost.server.store.Records.Totals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of an embedded store, which one process has to itself. Not safe for use by several threads at once. */
final class StoreDirectory implements AutoCloseable {
    /** The file that everything is in. */
    static final String FILE = "messages.mv";

    private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);
    private static final String NEW_FILE = "messages.mv.new";
    private static final String LOCK_FILE = "lock";
    private static final int NOTE_BYTES = 2 * Long.BYTES; // a version, and its complement

    private final Path directory;
    private final String scheme;
    private final FileChannel lockFile;
    private long noted = -1; // the version in it; by whoever writes the store

    private StoreDirectory(Path directory, String scheme, FileChannel lockFile) {
        this.directory = directory;
        this.scheme = scheme;
        this.lockFile = lockFile;
    }

    /**
     * Takes a directory, and makes it if there is none.
     *
     * @param scheme how MVStore is to reach files, in front of their names; empty for plain files
     * @throws IOException if it cannot be written, or another process has it; the message says so
     */
    static StoreDirectory take(Path path, String scheme) throws IOException {
        Path directory = path.toAbsolutePath().normalize();
        try {
            if (Files.notExists(directory)) {
                Files.createDirectories(directory);
                keepPrivate(directory);
            }
        } catch (IOException e) {
            throw new IOException("the directory " + directory + " cannot be made: " + e, e);
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is not a directory");
        }
        FileChannel lockFile = lock(directory);
        if (lockFile == null) {
            throw new IOException("another server uses the message store in " + directory);
        }
        return new StoreDirectory(directory, scheme, lockFile);
    }

    /** Lets nobody but the owner of this process look in, where the system can do that. */
    private static void keepPrivate(Path directory) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Returns the file that is locked, or null if somebody else has locked it. */
    private static @Nullable FileChannel lock(Path directory) throws IOException {
        FileChannel file;
        try {
            file = FileChannel.open(
                    directory.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("the directory " + directory + " cannot be written: " + e, e);
        }
        try {
            FileLock lock = file.tryLock(); // held until the file is closed
            if (lock != null) {
                return file;
            }
        } catch (OverlappingFileLockException e) {
            file.close(); // somebody in this process
            return null;
        }
        file.close();
        return null;
    }

    /** Makes the file that everything is in, if there is none. */
    void prepare(Totals totals) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            return;
        }
        // Under another name first: so a file that has nothing in it is always a damaged one, and never a new one.
        Path made = directory.resolve(NEW_FILE);
        Files.deleteIfExists(made);
        try {
            StoreFile.create(scheme + made, totals);
        } catch (MVStoreException e) {
            throw new IOException("it cannot be made: " + IoTrouble.reason(e), e);
        }
        noteVersion(0);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    /** Returns the name of that file for MVStore. */
    String name() {
        return scheme + directory.resolve(FILE);
    }

    /** Makes a new name in a directory safe, where the system can do that. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug(
                    "The directory of the message store cannot be forced to the disk", e); // Windows has no such thing
        }
    }

    /**
     * Notes that a version was committed, in the file that is locked. It need not reach the disk: it only serves to notice that the file
     * with everything in it has lost its end, or is an old copy.
     */
    void noteVersion(long version) {
        if (version == noted) {
            return;
        }
        ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES).putLong(version).putLong(~version);
        try {
            lockFile.write(note.flip(), 0);
            noted = version;
        } catch (IOException e) {
            LOG.debug("The version of the message store cannot be noted", e);
        }
    }

    /** Returns the version that was noted last; 0 if none was. */
    long notedVersion() throws IOException {
        ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES);
        int count = lockFile.read(note, 0);
        long version = note.getLong(0);
        return count == NOTE_BYTES && note.getLong(Long.BYTES) == ~version ? version : 0;
    }

    Path path() {
        return directory;
    }

    /** Gives the directory back. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("The lock of the message store could not be given back before the process ends", e);
        }
    }
}
