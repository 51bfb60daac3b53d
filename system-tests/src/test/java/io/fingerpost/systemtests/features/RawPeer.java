package io.fingerpost.systemtests.features;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that speaks the wire format by hand, packet for packet, and does nothing by itself. */
final class RawPeer implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int CLOSED = -100; // the type of an entry that stands for the end of the connection

    private interface Wire extends AutoCloseable {
        void write(byte[] packet) throws IOException;

        /** Returns the next packet; null at the end. */
        byte[] read() throws IOException;

        @Override
        void close() throws IOException;
    }

    private final EventLog<JsonObject> received = new EventLog<>("raw peer");
    private final Wire wire;

    private RawPeer(Wire wire) {
        this.wire = wire;
        Thread reader = new Thread(this::readAll, "raw-peer");
        reader.setDaemon(true);
        reader.start();
    }

    static RawPeer tcp(int port) {
        try {
            return new RawPeer(new TcpWire(new Socket(InetAddress.getLoopbackAddress(), port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawPeer udp(int port) {
        try {
            DatagramSocket socket = new DatagramSocket();
            socket.connect(InetAddress.getLoopbackAddress(), port);
            return new RawPeer(new UdpWire(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawPeer of(String scheme, TestServer server) {
        return scheme.equals("udp") ? udp(server.port("udp")) : tcp(server.port("tcp"));
    }

    // ---- packets ----

    static String login(String user) {
        return packet(0, "-1", "0", body(user, 0), null);
    }

    static String login(String user, long firstLoginTime) {
        return packet(0, "-1", "0", body(user, firstLoginTime), null);
    }

    private static String body(String user, long firstLoginTime) {
        JsonObject body = new JsonObject();
        body.addProperty("loginUserId", user);
        body.addProperty("loginToken", "token");
        body.addProperty("firstLoginTime", firstLoginTime);
        return body.toString();
    }

    static String message(String from, String to, String fp, String text) {
        return packet(2, from, to, text, fp);
    }

    static String ack(String from, String to, String fp) {
        return packet(4, from, to, fp, null);
    }

    static String packet(int type, String from, String to, String content, String fp) {
        JsonObject packet = new JsonObject();
        packet.addProperty("type", type);
        packet.addProperty("from", from);
        packet.addProperty("to", to);
        packet.addProperty("dataContent", content);
        if (fp != null) {
            packet.addProperty("fp", fp);
            packet.addProperty("QoS", true);
        }
        return packet.toString();
    }

    // ---- sending ----

    void send(String json) {
        try {
            wire.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs in, and returns the first login time that the server gave. */
    long logIn(String user) {
        send(login(user));
        JsonObject answer = JsonParser.parseString(await(50).get("dataContent").getAsString())
                .getAsJsonObject();
        return answer.get("firstLoginTime").getAsLong();
    }

    /** Sends one frame a byte at a time; TCP only. */
    void sendSplit(String json) {
        try {
            ((TcpWire) wire).writeSplit(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends several frames at once; TCP only. */
    void sendJoined(String... jsons) {
        try {
            ((TcpWire) wire).writeJoined(jsons);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- receiving ----

    /** Waits for a packet of a type, and takes it. */
    JsonObject await(int type) {
        return received.await("type " + type, p -> p.get("type").getAsInt() == type);
    }

    /** Waits for a message, and takes it. */
    JsonObject awaitMessage(String fp) {
        return received.await(
                "message " + fp,
                p -> p.get("type").getAsInt() == 2 && fp.equals(p.get("fp").getAsString()));
    }

    /** Waits for so many acknowledgements, and returns what they acknowledge. */
    List<String> acks(int count) {
        List<String> fingerprints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fingerprints.add(await(4).get("dataContent").getAsString());
        }
        return fingerprints;
    }

    /** Waits for an error packet, and returns its code. */
    int awaitError() {
        return JsonParser.parseString(await(52).get("dataContent").getAsString())
                .getAsJsonObject()
                .get("errorCode")
                .getAsInt();
    }

    /** Waits until the server has closed the connection. */
    void awaitClosed() {
        await(CLOSED);
    }

    private void readAll() {
        try {
            byte[] packet;
            while ((packet = wire.read()) != null) {
                received.add(JsonParser.parseString(new String(packet, StandardCharsets.UTF_8))
                        .getAsJsonObject());
            }
        } catch (IOException e) {
            // the socket was closed, by one end or the other: the entry below says so
        }
        JsonObject end = new JsonObject();
        end.addProperty("type", CLOSED);
        received.add(end);
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TcpWire implements Wire {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        TcpWire(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(socket.getOutputStream());
            socket.setTcpNoDelay(true);
        }

        @Override
        public void write(byte[] packet) throws IOException {
            out.write(frame(packet));
        }

        private static byte[] frame(byte[] packet) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(frame);
            data.writeInt(packet.length);
            data.write(packet);
            return frame.toByteArray();
        }

        void writeSplit(byte[] packet) throws IOException {
            for (byte b : frame(packet)) {
                out.write(b);
                out.flush();
            }
        }

        void writeJoined(String... jsons) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String json : jsons) {
                all.write(frame(json.getBytes(StandardCharsets.UTF_8)));
            }
            out.write(all.toByteArray());
        }

        @Override
        public byte[] read() throws IOException {
            byte[] packet = new byte[in.readInt()];
            in.readFully(packet);
            return packet;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class UdpWire implements Wire {
        private final DatagramSocket socket;

        UdpWire(DatagramSocket socket) {
            this.socket = socket;
        }

        @Override
        public void write(byte[] packet) throws IOException {
            socket.send(new DatagramPacket(packet, packet.length));
        }

        @Override
        public byte[] read() throws IOException {
            DatagramPacket datagram = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
            socket.receive(datagram);
            byte[] packet = new byte[datagram.getLength()];
            System.arraycopy(datagram.getData(), datagram.getOffset(), packet, 0, packet.length);
            return packet;
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
