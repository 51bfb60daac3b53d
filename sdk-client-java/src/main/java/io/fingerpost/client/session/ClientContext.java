package io.fingerpost.client.session;

import io.fingerpost.client.ClientConfig;
import io.fingerpost.core.time.TaskLoop;
import java.util.Random;
import java.util.concurrent.Executor;

/** What lives as long as the client and is shared by its parts. The random source is confined to the loop. */
final class ClientContext {
    final ClientConfig config;
    final TaskLoop loop;
    final Connector connector;
    final Callbacks callbacks;
    final Random random;
    final Counters counters = new Counters();
    private long lastEpoch; // confined to the loop

    ClientContext(ClientConfig config, TaskLoop loop, Connector connector, Executor callbackExecutor, Random random) {
        this.config = config;
        this.loop = loop;
        this.connector = connector;
        this.callbacks = new Callbacks(config.listener(), callbackExecutor);
        this.random = random;
    }

    /** Returns the name of a new numbering of messages: greater than all others of this device, even those of earlier runs. */
    long newEpoch() {
        lastEpoch = Math.max(lastEpoch + 1, System.currentTimeMillis());
        return lastEpoch;
    }
}
