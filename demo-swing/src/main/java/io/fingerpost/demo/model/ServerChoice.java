package io.fingerpost.demo.model;

import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server to use, and how to talk to it.
 *
 * @param here whether it is the one in this process; host and port do not count then
 * @param scheme one of {@link #schemes()}
 * @param host a name or an address
 */
public record ServerChoice(boolean here, String scheme, String host, int port) {
    private static final List<String> SCHEMES = List.of("tcp", "tls", "udp", "ws", "wss");
    private static final int MAX_PORT = 65_535;

    /** Returns the ways to talk to a server, as in {@link ServerAddress}. */
    public static List<String> schemes() {
        return SCHEMES;
    }

    /** Returns what a user would call the scheme. */
    public static String describe(String scheme) {
        return switch (scheme) {
            case "tcp" -> "TCP";
            case "tls" -> "TCP with TLS";
            case "udp" -> "UDP";
            case "ws" -> "WebSocket";
            case "wss" -> "WebSocket with TLS";
            default -> scheme;
        };
    }

    /** Returns the port that servers use for a scheme unless told otherwise. */
    public static int defaultPort(String scheme) {
        return switch (scheme) {
            case "udp" -> Transport.UDP.defaultPort();
            case "ws", "wss" -> Transport.WEBSOCKET.defaultPort();
            default -> Transport.TCP.defaultPort();
        };
    }

    /** Returns the address in the form that clients take. */
    public String address() {
        boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return scheme + "://" + (ipv6 ? '[' + host + ']' : host) + ':' + port;
    }

    /** Returns whether the client checks a certificate. */
    public boolean isSecure() {
        return scheme.equals("tls") || scheme.equals("wss");
    }

    /** Returns what is wrong with host or port, in words for a user; null if nothing is. */
    public @Nullable String problem() {
        if (here) {
            return null;
        }
        if (host.isBlank()) {
            return "Enter the server's host name or address.";
        }
        if (port < 1 || port > MAX_PORT) {
            return "The port has to be between 1 and " + MAX_PORT + ".";
        }
        try {
            ServerAddress.parse(address());
            return null;
        } catch (IllegalArgumentException e) {
            return "\"" + host + "\" is not a host name or address.";
        }
    }
}
