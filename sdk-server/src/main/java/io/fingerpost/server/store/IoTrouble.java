package io.fingerpost.server.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What to make of an exception of MVStore. */
final class IoTrouble {
    private static final List<String> NO_SPACE = List.of(
            "no space left", "quota exceeded", "file too large", "not enough space"); // Linux and macOS, Windows

    private IoTrouble() {}

    /** Returns whether the system could not read or write: not our fault, and not that of what is in the file. */
    static boolean is(Throwable e) {
        return cause(e) != null || isClosed(e);
    }

    /** Returns whether the file was closed under us, as an interrupt does to whoever reads. */
    static boolean isClosed(Throwable e) {
        return cause(e) instanceof ClosedChannelException
                || (e instanceof MVStoreException failure && failure.getErrorCode() == DataUtils.ERROR_CLOSED);
    }

    /** Returns what is wrong, in words that name no path. */
    static String reason(Throwable e) {
        IOException cause = cause(e);
        String message = cause == null ? "" : String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return NO_SPACE.stream().anyMatch(message::contains) ? "no space left" : "input/output error";
    }

    /** Returns what the system said, for the log. */
    static String detail(Throwable e) {
        IOException cause = cause(e);
        return String.valueOf(cause == null ? e : cause);
    }

    private static @Nullable IOException cause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException found && !(cause instanceof EOFException)) {
                return found;
            }
        }
        return null;
    }
}
