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
    final PacketTap tap;
    final Counters counters = new Counters();

    ClientContext(ClientConfig config, TaskLoop loop, Connector connector, Executor callbackExecutor, Random random) {
        this.config = config;
        this.loop = loop;
        this.connector = connector;
        this.callbacks = new Callbacks(config.listener(), callbackExecutor);
        this.random = random;
        this.tap = new PacketTap(config.packetObserver(), callbacks);
    }
}
