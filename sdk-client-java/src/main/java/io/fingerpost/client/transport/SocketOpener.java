package io.fingerpost.client.transport;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.client.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens one connected socket, with TLS if the address asks for it. {@link #open} is called by one thread, the rest by any. */
final class SocketOpener {
    private static final Logger log = LoggerFactory.getLogger(SocketOpener.class);

    private final ServerAddress address;
    private final ClientConfig config;
    private @Nullable Socket tcp; // guarded by this
    private volatile @Nullable Socket opened; // the same, or TLS over it
    private boolean aborted; // guarded by this

    SocketOpener(ServerAddress address, ClientConfig config) {
        this.address = address;
        this.config = config;
    }

    /**
     * Looks the host name up, and tries its addresses one after the other. Blocks, no longer than the connect timeout plus the time of
     * the look-up.
     */
    Socket open() throws IOException {
        InetAddress[] candidates = InetAddress.getAllByName(address.host());
        long deadlineNanos = System.nanoTime() + config.connectTimeoutNanos();
        IOException failure = new IOException("the host has no address");
        for (int i = 0; i < candidates.length; i++) {
            Socket socket = adopt(new Socket());
            try {
                socket.setTcpNoDelay(true);
                int share = millisUntil(deadlineNanos) / (candidates.length - i);
                socket.connect(new InetSocketAddress(candidates[i], address.port()), Math.max(1, share));
                Socket usable = address.isSecure() ? secure(socket, deadlineNanos) : socket;
                opened = usable;
                return usable;
            } catch (IOException e) {
                close(socket);
                failure = e;
            }
        }
        throw failure;
    }

    private synchronized Socket adopt(Socket socket) throws IOException {
        if (aborted) {
            socket.close();
            throw new SocketException("closed");
        }
        tcp = socket;
        return socket;
    }

    private Socket secure(Socket socket, long deadlineNanos) throws IOException {
        SSLSocket tls =
                (SSLSocket) context().getSocketFactory().createSocket(socket, address.host(), address.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        if (config.hostnameVerification()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818: checks the certificate's names
        }
        if (isName(address.host())) {
            parameters.setServerNames(Collections.singletonList(new SNIHostName(address.host())));
        }
        tls.setSSLParameters(parameters);
        socket.setSoTimeout(millisUntil(deadlineNanos));
        tls.startHandshake();
        socket.setSoTimeout(0);
        return tls;
    }

    private SSLContext context() throws IOException {
        SSLContext configured = config.sslContext();
        try {
            return configured == null ? SSLContext.getDefault() : configured;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("TLS is not available", e);
        }
    }

    /** Returns whether the host is a name; names of servers are never sent for addresses (RFC 6066, section 3). */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !Character.isDigit(host.charAt(host.length() - 1));
    }

    private static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    /** Tells the peer that nothing more is coming; reading goes on. */
    void endWriting() {
        Socket socket = opened;
        try {
            if (socket != null) {
                socket.shutdownOutput();
            }
        } catch (UnsupportedOperationException e) {
            close(socket); // TLS of Java before 11, and of Android, ends both directions or none
        } catch (IOException e) {
            log.debug("the end of the stream cannot be sent: {}", e.toString());
        }
    }

    /** Closes the socket, also one that is opened later, whatever state it is in. */
    synchronized void abort() {
        aborted = true;
        close(tcp);
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            log.debug("a socket did not close properly: {}", e.toString());
        }
    }
}
