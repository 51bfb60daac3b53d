package io.fingerpost.client.android.sample;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.LoginResult;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends a message to itself by each server that it is given: what is left of the client after shrinking has to be able to. */
public final class PlainClient {
    private PlainClient() {}

    /** Fails if anything does. */
    public static void main(String[] servers) throws Exception {
        for (String server : servers) {
            talk(server);
        }
    }

    private static void talk(String server) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        ClientListener listener = new ClientListener() {
            @Override
            public void onMessage(Protocal p) {
                heard.complete(p.from() + ": " + p.dataContent());
            }
        };
        try (ImClient client =
                ImClient.builder().server(server).listener(listener).build()) {
            LoginResult login = client.login("alice", "secret").get(20, TimeUnit.SECONDS);
            check(login.accepted(), login.toString());
            DeliveryState state =
                    client.sender().send("alice", "héllo").delivered().get(20, TimeUnit.SECONDS);
            check(state == DeliveryState.DELIVERED, state.toString());
            check(heard.get(20, TimeUnit.SECONDS).equals("alice: héllo"), heard.toString());
        }
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
