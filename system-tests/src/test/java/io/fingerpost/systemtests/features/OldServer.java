package io.fingerpost.systemtests.features;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of somebody else's, which knows the packets of the base profile and nothing more. It answers with as few keys as it may,
 * and with keys that nobody knows.
 */
final class OldServer implements AutoCloseable {
    /** The way back to one client. */
    private interface Client {
        void write(String json) throws IOException;
    }

    private static final int MAX_DATAGRAM_BYTES = 65_535;

    /** Every packet, as the client wrote it. */
    final EventLog<String> received = new EventLog<>("old server");
    /** Whether it acknowledges messages. */
    volatile boolean acknowledges = true;

    private final Map<String, Client> users = new ConcurrentHashMap<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    OldServer() {
        try {
            tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.add(tcp);
        open.add(udp);
        start(this::acceptTcp);
        start(this::readUdp);
    }

    String url(String scheme) {
        return scheme + "://127.0.0.1:" + (scheme.equals("udp") ? udp.getLocalPort() : tcp.getLocalPort());
    }

    /** Sends a packet to a user who is logged in. */
    void push(String user, String json) {
        try {
            users.get(user).write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what was received of one type, in order, each as it was written. */
    List<String> receivedOfType(int type) {
        return received.all().stream().filter(p -> typeOf(p) == type).toList();
    }

    /** Waits for a packet of a type, and takes it. */
    JsonObject await(int type) {
        return parse(received.await("type " + type, p -> typeOf(p) == type));
    }

    private static int typeOf(String json) {
        JsonObject packet = parse(json);
        return packet.has("type") ? packet.get("type").getAsInt() : 0;
    }

    static JsonObject parse(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    // ---- what it does ----

    private void onPacket(String json, Client client) throws IOException {
        received.add(json);
        JsonObject packet = parse(json);
        switch (typeOf(json)) {
            case 0 -> {
                String user = parse(packet.get("dataContent").getAsString())
                        .get("loginUserId")
                        .getAsString();
                users.put(user, client);
                client.write(answer(50, "{\"code\":0,\"firstLoginTime\":17,\"motd\":\"hi\"}"));
            }
            case 1 -> client.write(answer(51, "{}"));
            case 2 -> {
                if (acknowledges && packet.get("QoS").getAsBoolean()) {
                    acknowledge(packet, client);
                }
            }
            default -> {} // logout and acknowledgements need no answer
        }
    }

    private static void acknowledge(JsonObject message, Client client) throws IOException {
        JsonObject ack = parse(answer(4, message.get("fp").getAsString()));
        ack.add("from", message.get("to"));
        ack.add("to", message.get("from"));
        client.write(ack.toString());
    }

    /** Returns a packet with few known keys and some unknown ones. */
    static String answer(int type, String content) {
        JsonObject packet = new JsonObject();
        packet.addProperty("type", type);
        packet.addProperty("dataContent", content);
        packet.addProperty("retryCount", 3);
        packet.addProperty("recvTime", System.currentTimeMillis());
        packet.add("future", new JsonArray());
        return packet.toString();
    }

    // ---- sockets ----

    private void acceptTcp() throws IOException {
        while (true) {
            Socket socket = tcp.accept();
            open.add(socket);
            socket.setTcpNoDelay(true);
            start(() -> readTcp(socket));
        }
    }

    private void readTcp(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        while (true) {
            byte[] packet = new byte[in.readInt()];
            in.readFully(packet);
            onPacket(new String(packet, StandardCharsets.UTF_8), json -> writeTcp(out, json));
        }
    }

    private static void writeTcp(OutputStream out, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        byte[] frame = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
        synchronized (out) {
            out.write(frame);
        }
    }

    private void readUdp() throws IOException {
        while (true) {
            DatagramPacket in = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
            udp.receive(in);
            SocketAddress client = in.getSocketAddress();
            String packet = new String(in.getData(), in.getOffset(), in.getLength(), StandardCharsets.UTF_8);
            onPacket(packet, json -> {
                byte[] out = json.getBytes(StandardCharsets.UTF_8);
                udp.send(new DatagramPacket(out, out.length, client));
            });
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void start(Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (IOException e) {
                        // its socket was closed, by the client or by the end of the test
                    }
                },
                "old-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        for (Closeable socket : new ArrayList<>(open)) {
            socket.close();
        }
    }
}
