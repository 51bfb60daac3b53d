package io.fingerpost.server.gateway;

import io.fingerpost.core.time.TaskLoop;
import java.util.List;

/** What a server gives to its gateways. */
public interface GatewayContext {
    /** Returns whom to tell of new peers. */
    ConnectionAcceptor acceptor();

    /** Returns the loops on which connections live, at least one. A connection stays on one loop for all its life. */
    List<TaskLoop> loops();
}
