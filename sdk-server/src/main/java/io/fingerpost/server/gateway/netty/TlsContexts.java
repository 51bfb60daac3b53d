package io.fingerpost.server.gateway.netty;

import io.fingerpost.server.gateway.TlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a gateway shows, read again when its files change: a thread of its own looks at them now and then, as files
 * may be slow and loops must not wait. A new file that cannot be used is reported, and the old certificate stays. Thread-safe.
 */
final class TlsContexts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
    private static final long HANDSHAKE_TIMEOUT_SECONDS = 10;

    private final TlsConfig config;
    private final @Nullable ScheduledExecutorService watcher; // null without automatic reload
    private volatile SslContext current;
    private List<String> loadedState; // guarded by this

    TlsContexts(TlsConfig config) throws IOException {
        this.config = config;
        this.loadedState = state(config.files());
        this.current = load(config);
        this.watcher = config.reloadNanos() > 0 ? startWatcher() : null;
    }

    private ScheduledExecutorService startWatcher() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fingerpost-certificates " + config.files());
            thread.setDaemon(true);
            return thread;
        });
        long nanos = config.reloadNanos();
        executor.scheduleWithFixedDelay(this::reloadIfChanged, nanos, nanos, TimeUnit.NANOSECONDS);
        return executor;
    }

    /** Returns the handler for one new connection, with the certificate of now. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = current.newHandler(allocator);
        handler.setHandshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    /**
     * Reads the files again.
     *
     * @throws IOException if they cannot be used; then the old certificate stays
     */
    synchronized void reload() throws IOException {
        loadedState = state(config.files()); // before reading: a change in between is seen the next time
        current = load(config);
        LOG.info("certificates read again: {}", config.files());
    }

    private synchronized void reloadIfChanged() {
        try {
            if (!state(config.files()).equals(loadedState)) {
                reload();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("changed certificates cannot be used, the old ones stay: {}", e.getMessage());
        }
    }

    /** Returns what tells whether a file was changed or replaced; a link that points elsewhere counts as a change. */
    private static List<String> state(List<Path> files) {
        List<String> state = new ArrayList<>();
        for (Path file : files) {
            try {
                state.add(file.toRealPath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            } catch (IOException e) {
                state.add("unreadable");
            }
        }
        return state;
    }

    private static SslContext load(TlsConfig config) throws IOException {
        try {
            return SslContextBuilder.forServer(config.load())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException e) {
            throw new IOException("cannot use " + config.files() + ": " + e.getMessage(), e);
        }
    }

    /** Ends the thread, and returns once it is gone. */
    @Override
    public void close() {
        if (watcher == null) {
            return;
        }
        watcher.shutdownNow();
        try {
            if (!watcher.awaitTermination(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("reading {} takes very long; its thread ends after that", config.files());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
