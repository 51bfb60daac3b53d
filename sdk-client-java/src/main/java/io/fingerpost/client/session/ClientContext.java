package io.fingerpost.client.session;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.core.time.TaskLoop;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;

/** What lives as long as the client and is shared by its parts. The random source is confined to the loop. */
final class ClientContext {
    final ClientConfig config;
    final TaskLoop loop;
    final Connector connector;
    final Callbacks callbacks;
    final Executor disk;
    final String device; // unless one is kept
    final Random random;
    final Counters counters = new Counters();

    ClientContext(
            ClientConfig config,
            TaskLoop loop,
            Connector connector,
            Executor callbackExecutor,
            Executor disk,
            Random random) {
        this.config = config;
        this.loop = loop;
        this.connector = connector;
        this.callbacks = new Callbacks(config.listener(), config.packetObserver(), callbackExecutor);
        this.disk = disk;
        this.device = config.device() == null ? UUID.randomUUID().toString() : config.device();
        this.random = random;
    }

    /** Returns the name of a new numbering of messages: another one than all others of this device, those of earlier runs too. */
    long newEpoch() {
        return 1 + (random.nextLong() >>> 12); // all of it fits into a number of JavaScript
    }
}
