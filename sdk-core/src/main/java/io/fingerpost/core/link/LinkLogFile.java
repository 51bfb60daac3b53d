package io.fingerpost.core.link;

import java.io.IOException;

/** Where the bytes of a {@link LinkLog} are kept. Used by one thread at a time, which may block. */
public interface LinkLogFile {
    /**
     * Takes the file and returns what is in it.
     *
     * @throws IOException if it cannot be had, or is in use
     */
    byte[] open() throws IOException;

    /** Forgets everything from a position on. */
    void truncate(long newLength) throws IOException;

    /**
     * Appends bytes.
     *
     * @param force whether they have to outlast a failure of the power, and not just the end of the process
     * @throws IOException if that does not work; none of them is there then, as far as that can be seen to
     */
    void append(byte[] bytes, boolean force) throws IOException;

    /** Puts other bytes in the place of all, or leaves everything as it is. */
    void replace(byte[] bytes) throws IOException;

    /** Gives the file back. */
    void close() throws IOException;
}
