package io.fingerpost.server.gateway;

import io.fingerpost.core.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of the gateways over TCP have in common.
 *
 * @param <B> the builder itself
 */
public abstract class StreamGatewayBuilder<B extends StreamGatewayBuilder<B>> extends GatewayBuilder<B> {
    private static final int DEFAULT_MAX_CONNECTIONS = 100_000;
    private static final int DEFAULT_HEARTBEAT_SECONDS = 15;
    private static final int DEFAULT_WRITE_BUFFER_BYTES = 256 * 1024;

    private @Nullable TlsConfig tls;
    private int writeBufferBytes = DEFAULT_WRITE_BUFFER_BYTES;

    /** Starts with the defaults. */
    protected StreamGatewayBuilder(Transport transport) {
        super(transport, DEFAULT_MAX_CONNECTIONS, DEFAULT_HEARTBEAT_SECONDS);
    }

    /** Makes every connection a TLS one, by versions 1.2 and 1.3. Default: no TLS. */
    public B tls(TlsConfig tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
        return self();
    }

    /**
     * Sets how many bytes may wait for one peer before {@link Connection#isWritable()} turns false and nothing more is read from
     * that peer; it turns true again at a quarter of that. At least 4,096. Default: 256 KiB.
     */
    public B writeBufferBytes(int writeBufferBytes) {
        if (writeBufferBytes < 4096) {
            throw new IllegalArgumentException("writeBufferBytes must be at least 4096: " + writeBufferBytes);
        }
        this.writeBufferBytes = writeBufferBytes;
        return self();
    }

    /** Returns all that was set for the stream. */
    protected StreamOptions streamOptions() {
        return new StreamOptions(options(), tls, writeBufferBytes);
    }
}
