package io.fingerpost.server.gateway;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A {@link TestPeer} over a blocking socket. */
public final class TcpPeer implements TestPeer {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private TcpPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Connects. */
    public static TcpPeer connect(InetSocketAddress address) throws IOException {
        return new TcpPeer(new Socket(InetAddress.getLoopbackAddress(), address.getPort()));
    }

    /** Connects with TLS, and checks the certificate and its host name. */
    public static TcpPeer connect(InetSocketAddress address, SSLContext trust) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", address.getPort());
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new TcpPeer(socket);
    }

    /** Returns the socket. */
    public Socket socket() {
        return socket;
    }

    /** Sends bytes as they are. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void send(byte[] packet) {
        try {
            sendRaw(frame(packet));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the packet with its length before it. */
    public static byte[] frame(byte[] packet) {
        return ByteBuffer.allocate(4 + packet.length)
                .putInt(packet.length)
                .put(packet)
                .array();
    }

    @Override
    public byte[] receive() {
        try {
            byte[] packet = new byte[in.readInt()];
            in.readFully(packet);
            return packet;
        } catch (IOException e) {
            throw new AssertionError("no packet came", e);
        }
    }

    @Override
    public void awaitClosed() {
        try {
            byte[] packet = new byte[in.readInt()];
            throw new AssertionError("a packet of " + packet.length + " bytes came");
        } catch (EOFException e) {
            close(); // as it should be: a clean end, not a reset
        } catch (IOException e) {
            throw new AssertionError("the server did not close cleanly", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
