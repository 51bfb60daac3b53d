package io.fingerpost.cli.demo;

import io.fingerpost.core.Protocal;

/** Who takes part in the demo: three people, each on a transport of their own, and the application in the server. */
enum Role {
    ALICE("alice", "tcp"),
    BOB("bob", "udp"),
    CAROL("carol", "ws"),
    SERVER(Protocal.SERVER_ID, "server");

    private final String userId;
    private final String link;

    Role(String userId, String link) {
        this.userId = userId;
        this.link = link;
    }

    /** Returns the name for the reader of the transcript. */
    String label() {
        return this == SERVER ? link : userId;
    }

    /** Returns what stands for this end in the table: its transport, as in a server's address. */
    String link() {
        return link;
    }

    /** Returns the id on the wire. */
    String userId() {
        return userId;
    }
}
