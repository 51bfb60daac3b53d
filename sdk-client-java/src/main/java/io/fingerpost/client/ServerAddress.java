package io.fingerpost.client;

import io.fingerpost.core.Transport;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and how to talk to it, from an address such as {@code tls://im.example:8901}. Immutable.
 *
 * <table>
 * <caption>Schemes</caption>
 * <tr><th>scheme</th><th>transport</th><th>port when none is given</th></tr>
 * <tr><td>{@code udp}</td><td>UDP</td><td>7901</td></tr>
 * <tr><td>{@code tcp}, {@code tls}</td><td>TCP, without and with TLS</td><td>8901</td></tr>
 * <tr><td>{@code ws}, {@code wss}</td><td>WebSocket, without and with TLS; path {@code /websocket} when none is given</td>
 *     <td>3000</td></tr>
 * </table>
 */
public final class ServerAddress {
    private static final String DEFAULT_PATH = "/websocket";
    private static final int MAX_PORT = 65535;

    private final String text;
    private final Transport transport;
    private final boolean secure;
    private final String host;
    private final int port;
    private final String path;

    private ServerAddress(String text, URI uri, String host) {
        String scheme = Objects.toString(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        this.text = text;
        this.transport = transport(scheme, text);
        this.secure = scheme.equals("tls") || scheme.equals("wss");
        this.host = host;
        this.port = uri.getPort() == -1 ? transport.defaultPort() : uri.getPort();
        this.path = path(uri);
        if (port < 1 || port > MAX_PORT) {
            throw invalid(text, "the port is not between 1 and " + MAX_PORT);
        }
        boolean extras = uri.getRawUserInfo() != null || uri.getRawFragment() != null;
        if (extras || (transport != Transport.WEBSOCKET && !path.isEmpty() && !path.equals("/"))) {
            throw invalid(text, "only a host, a port and, for ws and wss, a path may be given");
        }
    }

    /**
     * Reads an address. An IPv6 address stands in brackets: {@code udp://[2001:db8::1]:7901}.
     *
     * @throws IllegalArgumentException if it is not a server address; the message says why
     */
    public static ServerAddress parse(String address) {
        Objects.requireNonNull(address, "address");
        try {
            URI uri = new URI(address.trim());
            String host = uri.getHost();
            if (host == null) {
                throw invalid(address, "it has no valid host name");
            }
            return new ServerAddress(address.trim(), uri, host.startsWith("[") ? unbracket(host) : host);
        } catch (URISyntaxException e) {
            throw invalid(address, e.getReason());
        }
    }

    private static String unbracket(String host) {
        return host.substring(1, host.length() - 1);
    }

    private static Transport transport(String scheme, String text) {
        if (scheme.equals("udp")) {
            return Transport.UDP;
        }
        if (scheme.equals("tcp") || scheme.equals("tls")) {
            return Transport.TCP;
        }
        if (scheme.equals("ws") || scheme.equals("wss")) {
            return Transport.WEBSOCKET;
        }
        throw invalid(text, "it does not begin with tcp://, tls://, udp://, ws:// or wss://");
    }

    private String path(URI uri) {
        String rawPath = Objects.toString(uri.getRawPath(), "");
        String rawQuery = uri.getRawQuery();
        if (transport == Transport.WEBSOCKET && rawPath.isEmpty()) {
            rawPath = DEFAULT_PATH;
        }
        return rawQuery == null ? rawPath : rawPath + '?' + rawQuery;
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        return new IllegalArgumentException("not a server address: \"" + text + "\": " + reason);
    }

    /** Returns the transport. */
    public Transport transport() {
        return transport;
    }

    /** Returns whether TLS is used. */
    public boolean isSecure() {
        return secure;
    }

    /** Returns the host name or address; an IPv6 address without brackets. */
    public String host() {
        return host;
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the path and query for WebSocket. */
    public String path() {
        return path;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ServerAddress && ((ServerAddress) o).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the address as it was given. */
    @Override
    public String toString() {
        return text;
    }
}
