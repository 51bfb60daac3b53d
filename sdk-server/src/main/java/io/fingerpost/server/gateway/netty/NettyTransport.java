package io.fingerpost.server.gateway.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The ways in which Netty talks to the operating system that the gateways use. */
public enum NettyTransport {
    /** Linux: the fastest, with many datagrams a system call. */
    EPOLL(EpollServerSocketChannel.class, EpollDatagramChannel.class),
    /** Everywhere. */
    NIO(NioServerSocketChannel.class, NioDatagramChannel.class);

    private final Class<? extends ServerSocketChannel> serverSocketChannel;
    private final Class<? extends DatagramChannel> datagramChannel;

    NettyTransport(
            Class<? extends ServerSocketChannel> serverSocketChannel,
            Class<? extends DatagramChannel> datagramChannel) {
        this.serverSocketChannel = serverSocketChannel;
        this.datagramChannel = datagramChannel;
    }

    /** Returns the best one that works on this machine. */
    public static NettyTransport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Returns the class of listening stream sockets. */
    public Class<? extends ServerSocketChannel> serverSocketChannel() {
        return serverSocketChannel;
    }

    /** Returns the class of datagram sockets. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return datagramChannel;
    }

    IoHandlerFactory ioHandlerFactory() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
