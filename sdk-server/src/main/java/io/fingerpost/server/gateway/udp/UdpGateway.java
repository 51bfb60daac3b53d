package io.fingerpost.server.gateway.udp;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayBuilder;
import io.fingerpost.server.gateway.GatewayContext;
import java.io.IOException;

/**
 * Serves UDP: one packet a datagram. Immutable.
 *
 * <p>Anybody can send a datagram with somebody else's address on it. So an address costs no memory until its handler says that it
 * is to be kept, and what is answered to others is limited in number: this server is no use for flooding a third party.
 *
 * <pre>{@code
 * UdpGateway.builder().port(7901).build()
 * }</pre>
 */
public final class UdpGateway implements Gateway {
    /** The most bytes that fit one datagram of IPv4. */
    public static final int MAX_DATAGRAM_BYTES = 65_507;

    private final UdpOptions options;

    private UdpGateway(UdpOptions options) {
        this.options = options;
    }

    /** Returns a builder with the defaults: port 7901 on every address. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Transport transport() {
        return Transport.UDP;
    }

    @Override
    public BoundGateway bind(GatewayContext context) throws IOException {
        return UdpServer.bind(options, context);
    }

    @Override
    public String toString() {
        return "UdpGateway[" + options.gateway().address() + ']';
    }

    /** Configures a {@link UdpGateway}. Not thread-safe. */
    public static final class Builder extends GatewayBuilder<Builder> {
        private static final int DEFAULT_MAX_PEERS = 1_000_000;
        private static final int DEFAULT_HEARTBEAT_SECONDS = 5;
        private static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
        private static final int DEFAULT_STRANGER_REPLIES = 2000;

        private int strangerRepliesPerSecond = DEFAULT_STRANGER_REPLIES;
        private int strangerReplyBurst = DEFAULT_STRANGER_REPLIES;
        private int maxSockets = Integer.MAX_VALUE;

        private Builder() {
            super(Transport.UDP, DEFAULT_MAX_PEERS, DEFAULT_HEARTBEAT_SECONDS);
            super.maxPacketBytes(MAX_DATAGRAM_BYTES);
            receiveBufferBytes(DEFAULT_RECEIVE_BUFFER_BYTES);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Sets the largest packet that is read or written, in bytes, from 512 to 65,507, which is the default. */
        @Override
        public Builder maxPacketBytes(int maxPacketBytes) {
            if (maxPacketBytes > MAX_DATAGRAM_BYTES) {
                throw new IllegalArgumentException(
                        "maxPacketBytes must be at most " + MAX_DATAGRAM_BYTES + " on UDP: " + maxPacketBytes);
            }
            return super.maxPacketBytes(maxPacketBytes);
        }

        /**
         * Limits the datagrams sent to peers that are not logged in and have nothing under way. What is beyond is not sent.
         * Default: 2,000 a second, 2,000 at once.
         *
         * @param perSecond how many a second
         * @param burst how many at once, after a quiet time
         */
        public Builder strangerReplies(int perSecond, int burst) {
            if (perSecond < 0 || burst < 0) {
                throw new IllegalArgumentException("perSecond and burst must not be negative");
            }
            strangerRepliesPerSecond = perSecond;
            strangerReplyBurst = burst;
            return this;
        }

        /**
         * Sets on how many loops of the server peers live at most. Each of these loops has a socket of its own, and the system spreads
         * the peers over the sockets by their addresses. Only Linux does that; elsewhere there is one. Default: all loops.
         */
        public Builder maxSockets(int maxSockets) {
            if (maxSockets < 1) {
                throw new IllegalArgumentException("maxSockets must be positive: " + maxSockets);
            }
            this.maxSockets = maxSockets;
            return this;
        }

        /** Returns the gateway. */
        public UdpGateway build() {
            return new UdpGateway(new UdpOptions(options(), strangerRepliesPerSecond, strangerReplyBurst, maxSockets));
        }
    }
}
