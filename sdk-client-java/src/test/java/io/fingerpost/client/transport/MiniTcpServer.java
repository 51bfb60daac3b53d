package io.fingerpost.client.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** TCP, with TLS if it is given a context. */
class MiniTcpServer extends MiniServer {
    private final ServerSocket listening;
    private final String scheme;
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** Whether sockets are read; one packet may slip through. */
    volatile boolean reading = true;
    /** Whether new sockets are served. */
    volatile boolean serving = true;

    MiniTcpServer() throws IOException {
        this(ServerSocketFactory.getDefault(), "tcp");
    }

    MiniTcpServer(SSLContext tls) throws IOException {
        this(tls.getServerSocketFactory(), "tls");
    }

    MiniTcpServer(ServerSocketFactory factory, String scheme) throws IOException {
        this.listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.scheme = scheme;
        start(this::acceptAll);
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "mini-tcp-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    String address() {
        return scheme + "://localhost:" + listening.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                if (serving) {
                    start(() -> serve(socket));
                }
            }
        } catch (IOException e) {
            closeSockets(); // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            talk(socket);
        } catch (IOException e) {
            lastFailure = e; // the client is gone
        }
    }

    /** Reads everything from one client and answers it. */
    void talk(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (reading) {
            byte[] packet = new byte[in.readInt()];
            in.readFully(packet);
            onPacket(packet, answer -> write(socket, frame(answer)));
        }
        awaitEnd(socket);
    }

    /** Holds the socket open without reading it. */
    private static void awaitEnd(Socket socket) throws IOException {
        synchronized (socket) {
            while (!socket.isClosed()) {
                try {
                    socket.wait(100);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    static byte[] frame(byte[] packet) {
        return ByteBuffer.allocate(4 + packet.length)
                .putInt(packet.length)
                .put(packet)
                .array();
    }

    static void write(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    void closeSockets() {
        sockets.forEach(MiniTcpServer::closeQuietly);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closeSockets();
    }
}
