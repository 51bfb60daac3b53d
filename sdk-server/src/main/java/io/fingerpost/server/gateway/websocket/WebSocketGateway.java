package io.fingerpost.server.gateway.websocket;

import io.fingerpost.core.Transport;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.StreamGatewayBuilder;
import io.fingerpost.server.gateway.StreamOptions;
import io.fingerpost.server.gateway.netty.StreamServer;
import java.io.IOException;

/**
 * Serves WebSocket (RFC 6455), with TLS if that is configured: one packet a text message. Immutable.
 *
 * <p>The {@code Origin} header is not looked at: a login needs a token that a page of another site does not have, and no cookie is
 * ever read. Messages are not compressed.
 *
 * <pre>{@code
 * WebSocketGateway.builder().port(3000).path("/websocket").build()
 * }</pre>
 */
public final class WebSocketGateway implements Gateway {
    private static final String DEFAULT_PATH = "/websocket";

    private final StreamOptions options;
    private final String path;

    private WebSocketGateway(StreamOptions options, String path) {
        this.options = options;
        this.path = path;
    }

    /** Returns a builder with the defaults: port 3000 on every address, path {@code /websocket}, no TLS. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public BoundGateway bind(GatewayContext context) throws IOException {
        return StreamServer.bind(
                options, context, (channel, loop, endpoint) -> WebSocketUpgrade.install(channel, path, loop, endpoint));
    }

    @Override
    public String toString() {
        return "WebSocketGateway[" + options.gateway().address() + path + ']';
    }

    /** Configures a {@link WebSocketGateway}. Not thread-safe. */
    public static final class Builder extends StreamGatewayBuilder<Builder> {
        private String path = DEFAULT_PATH;

        private Builder() {
            super(Transport.WEBSOCKET);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Sets the path of the address; clients may add a query to it, which is ignored. Default: {@code /websocket}. */
        public Builder path(String path) {
            if (!path.startsWith("/") || path.indexOf('?') >= 0) {
                throw new IllegalArgumentException("path must begin with / and have no query: " + path);
            }
            this.path = path;
            return this;
        }

        /** Returns the gateway. */
        public WebSocketGateway build() {
            return new WebSocketGateway(streamOptions(), path);
        }
    }
}
