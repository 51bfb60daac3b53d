package io.fingerpost.client.transport;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.ErrorCode;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Puts what went wrong with a socket into error codes and words. */
final class Failures {
    private Failures() {}

    /** Tells why a connection is over that was opened, or was about to be. */
    static void tell(LoopEvents events, ServerAddress address, boolean opened, Exception e) {
        if (e instanceof PortUnreachableException) {
            events.closed(ErrorCode.CONNECTION_BROKEN, "nobody listens at " + address);
        } else if (opened) {
            events.closed(ErrorCode.CONNECTION_BROKEN, "the connection broke: " + words(e));
        } else {
            int code = isNetworkMissing(e) ? ErrorCode.NO_LOCAL_NETWORK : ErrorCode.CANNOT_CONNECT;
            events.closed(code, "cannot connect to " + address + ": " + cause(address, e));
        }
    }

    /** Returns whether the device has no way to the server's network. */
    static boolean isNetworkMissing(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof NoRouteToHostException
                || message.contains("network is unreachable")
                || message.contains("host is unreachable");
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
    private static String words(Exception e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
