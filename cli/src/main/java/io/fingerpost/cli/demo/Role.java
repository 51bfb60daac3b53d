package io.fingerpost.cli.demo;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import org.jspecify.annotations.Nullable;

/** Who takes part in the demo: three people, each on a transport of their own, and the application in the server. */
enum Role {
    ALICE("alice", "tcp", Transport.TCP),
    BOB("bob", "udp", Transport.UDP),
    CAROL("carol", "ws", Transport.WEBSOCKET),
    SERVER(Protocal.SERVER_ID, "server", null);

    private final String userId;
    private final String link;
    private final @Nullable Transport transport;

    Role(String userId, String link, @Nullable Transport transport) {
        this.userId = userId;
        this.link = link;
        this.transport = transport;
    }

    /** Returns the name for the reader of the transcript. */
    String label() {
        return this == SERVER ? link : userId;
    }

    /** Returns what stands for this end in the table: its transport. */
    String link() {
        return link;
    }

    /** Returns the id on the wire. */
    String userId() {
        return userId;
    }

    /** Returns how this one is connected; null for the server. */
    @Nullable Transport transport() {
        return transport;
    }
}
