package io.fingerpost.client.transport;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Puts what went wrong with a socket into error codes and words. */
final class Failures {
    private Failures() {}

    /** Returns the error code for an attempt to connect that failed. */
    static int connectCode(Exception e) {
        return isNetworkMissing(e) ? ErrorCode.NO_LOCAL_NETWORK : ErrorCode.CANNOT_CONNECT;
    }

    /** Returns whether the device has no way to the server's network. */
    static boolean isNetworkMissing(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof NoRouteToHostException
                || message.contains("network is unreachable")
                || message.contains("host is unreachable");
    }

    /** Returns why an attempt to connect failed. */
    static String connectReason(ServerAddress address, Exception e) {
        return "cannot connect to " + address + ": " + cause(address, e);
    }

    private static String cause(ServerAddress address, Exception e) {
        if (e instanceof UnknownHostException) {
            return "the host name " + address.host() + " cannot be found";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer";
        }
        return e instanceof SSLException ? "TLS: " + words(e) : words(e);
    }

    /** Returns the exception's message, or its type if it has none. */
    static String words(Exception e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
