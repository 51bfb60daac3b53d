package io.fingerpost.client.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Arrays;

final class MiniUdpServer extends MiniServer {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    volatile SocketAddress lastClient;

    MiniUdpServer() throws IOException {
        Thread thread = new Thread(this::serve, "mini-udp-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    String address() {
        return "udp://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket datagram = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                socket.receive(datagram);
                SocketAddress from = datagram.getSocketAddress();
                lastClient = from;
                byte[] packet = Arrays.copyOf(datagram.getData(), datagram.getLength());
                onPacket(packet, answer -> socket.send(new DatagramPacket(answer, answer.length, from)));
            }
        } catch (IOException e) {
            socket.close(); // the test is over
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
