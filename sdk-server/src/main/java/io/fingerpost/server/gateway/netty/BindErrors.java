package io.fingerpost.server.gateway.netty;

import io.fingerpost.server.gateway.GatewayOptions;
import java.io.IOException;
import java.util.Locale;

/** Says in one line why an address could not be had; NIO and epoll tell it each in its own way. */
public final class BindErrors {
    private BindErrors() {}

    /** Returns an exception such as {@code cannot listen on tcp 0.0.0.0:8901: address already in use}. */
    public static IOException of(GatewayOptions options, Throwable cause) {
        String transport = options.transport().name().toLowerCase(Locale.ROOT);
        return new IOException("cannot listen on " + transport + ' ' + options.address() + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return "address already in use";
        }
        if (lower.contains("permission denied")) {
            return "permission denied";
        }
        if (lower.contains("assign requested address")) {
            return "no such address on this machine";
        }
        return message;
    }
}
