package io.fingerpost.client.android;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the login of one client across processes; see {@link LoginStores} for what there is. All methods may block: the client calls them
 * on a background thread, one at a time.
 */
public interface LoginStore {
    /**
     * Keeps a login in place of the one that is kept.
     *
     * @throws IOException if it cannot be kept; the one before may be lost
     */
    void save(RememberedLogin login) throws IOException;

    /**
     * Returns the login that is kept; null if there is none.
     *
     * @throws IOException if there is one that cannot be read, for example because its key is gone; the client erases it then
     */
    @Nullable RememberedLogin load() throws IOException;

    /**
     * Keeps nothing any more.
     *
     * @throws IOException if the login could not be erased
     */
    void erase() throws IOException;
}
