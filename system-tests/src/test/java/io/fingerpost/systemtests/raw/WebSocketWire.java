package io.fingerpost.systemtests.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client written out by hand (RFC 6455), to say what a well-made client never says. Used by one thread. Reading fails
 * after {@link RawPeer#SOON}.
 */
final class WebSocketWire implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;

    private static final int MASK_BIT = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = new Socket();

    /** A frame from the server. */
    static final class Frame {
        private final int firstByte;
        private final byte[] payload;

        private Frame(int firstByte, byte[] payload) {
            this.firstByte = firstByte;
            this.payload = payload;
        }

        int firstByte() {
            return firstByte;
        }

        byte[] payload() {
            return payload;
        }

        int opcode() {
            return firstByte & 0x0f;
        }

        int closeStatus() {
            return ByteBuffer.wrap(payload).getShort();
        }
    }

    /** Connects, and says nothing yet. */
    WebSocketWire(InetSocketAddress server) {
        this(server, 0);
    }

    private WebSocketWire(InetSocketAddress server, int receiveBufferBytes) {
        try {
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) RawPeer.SOON.toMillis());
            socket.connect(server, (int) RawPeer.SOON.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects and makes the connection a WebSocket. */
    static WebSocketWire open(InetSocketAddress server) {
        return open(server, 0);
    }

    /** The same with a receive buffer of that size, so that the server soon notices when nothing is read; 0 for the default. */
    static WebSocketWire open(InetSocketAddress server, int receiveBufferBytes) {
        WebSocketWire wire = new WebSocketWire(server, receiveBufferBytes);
        assertThat(wire.request(upgrade("/websocket"))).startsWith("HTTP/1.1 101 ");
        return wire;
    }

    /** Returns a good request to make the connection a WebSocket. */
    static String upgrade(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    /** Sends a request, and returns the head of the answer; empty if the server just closes. */
    String request(String request) {
        send(request.getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                head.write(b);
                if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends bytes as they are. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a whole text message. */
    void sendText(String text) {
        sendFrame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame, masked as a client has to. */
    void sendFrame(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        putLength(frame, MASK_BIT, payload.length).put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        send(java.util.Arrays.copyOf(frame.array(), frame.position()));
    }

    /** Sends a frame without a mask, which a client must not do. */
    void sendUnmasked(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        putLength(frame, 0, payload.length).put(payload);
        send(java.util.Arrays.copyOf(frame.array(), frame.position()));
    }

    private static ByteBuffer putLength(ByteBuffer frame, int maskBit, int length) {
        if (length < 126) {
            return frame.put((byte) (maskBit | length));
        }
        return length < 0x10000
                ? frame.put((byte) (maskBit | 126)).putShort((short) length)
                : frame.put((byte) (maskBit | 127)).putLong(length);
    }

    /** Returns the next frame. */
    Frame receive() {
        try {
            InputStream in = socket.getInputStream();
            int first = in.read();
            int length = in.read();
            if (first < 0 || length < 0) {
                throw new EOFException("closed by the server");
            }
            if (length == 126) {
                length = ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xffff;
            } else if (length == 127) {
                length = (int) ByteBuffer.wrap(in.readNBytes(8)).getLong();
            }
            return new Frame(first, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next frame, which has to be a packet. */
    WirePacket receivePacket() {
        Frame frame = receive();
        assertThat(frame.firstByte()).isEqualTo(FIN | TEXT);
        return WirePacket.of(frame.payload());
    }

    /** The server has to say that the packet is invalid, close the WebSocket with that status, and then the connection. */
    void isRefused(int closeStatus) {
        WirePacket error = receivePacket();
        assertThat(error.type()).isEqualTo(WirePacket.ERROR);
        assertThat(error.body().get("errorCode").getAsInt()).isEqualTo(4);
        Frame close = receive();
        assertThat(close.opcode()).isEqualTo(CLOSE);
        assertThat(close.closeStatus()).isEqualTo(closeStatus);
        isClosed();
    }

    /** Nothing more may come before the end. */
    void isClosed() {
        try {
            assertThat(socket.getInputStream().read())
                    .as("the end of the stream")
                    .isEqualTo(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
