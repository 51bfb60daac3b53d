package io.fingerpost.server.gateway.tcp;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.StreamGatewayBuilder;
import io.fingerpost.server.gateway.StreamOptions;
import io.fingerpost.server.gateway.netty.NettyLoop;
import io.fingerpost.server.gateway.netty.StreamConnection;
import io.fingerpost.server.gateway.netty.StreamEndpoint;
import io.fingerpost.server.gateway.netty.StreamServer;
import io.netty.channel.Channel;
import java.io.IOException;

/**
 * Serves TCP, with TLS if that is configured. Immutable.
 *
 * <pre>{@code
 * TcpGateway.builder().port(8901).tls(TlsConfig.pem(chain, key)).build()
 * }</pre>
 */
public final class TcpGateway implements Gateway {
    private final StreamOptions options;

    private TcpGateway(StreamOptions options) {
        this.options = options;
    }

    /** Returns a builder with the defaults: port 8901 on every address, no TLS. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Transport transport() {
        return Transport.TCP;
    }

    @Override
    public BoundGateway bind(GatewayContext context) throws IOException {
        return StreamServer.bind(options, context, TcpGateway::install);
    }

    private static void install(Channel channel, NettyLoop loop, StreamEndpoint endpoint) {
        channel.pipeline()
                .addLast(new LengthFrameDecoder(endpoint.settings().maxPacketBytes()))
                .addLast(new StreamConnection(endpoint, loop, channel, LengthFraming.INSTANCE));
    }

    @Override
    public String toString() {
        return "TcpGateway[" + options.gateway().address() + ']';
    }

    /** Configures a {@link TcpGateway}. Not thread-safe. */
    public static final class Builder extends StreamGatewayBuilder<Builder> {
        private Builder() {
            super(Transport.TCP);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Returns the gateway. */
        public TcpGateway build() {
            return new TcpGateway(streamOptions());
        }
    }
}
