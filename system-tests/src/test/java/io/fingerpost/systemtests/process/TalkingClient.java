package io.fingerpost.systemtests.process;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import java.io.File;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program that is killed: a client with an outbox, which sends numbered messages, a few of them under way at once, and says what it does
 * in lines: {@code sending 7}, {@code accepted 7}, {@code got 3}, {@code again 3}.
 */
final class TalkingClient {
    private static final int WINDOW = 8;

    private final PrintStream out = System.out;
    private final String peer;
    private final ImClient client;
    private int next; // guarded by this

    private TalkingClient(String address, String outbox, String user, String peer, int first) {
        this.peer = peer;
        this.next = first;
        this.client = ImClient.builder()
                .server(address)
                .device("phone")
                .outboxDirectory(new File(outbox))
                .reconnect(ReconnectPolicy.exponential(100, 500, TimeUnit.MILLISECONDS))
                .sendTimeout(10, TimeUnit.MINUTES)
                .listener(new ClientListener() {
                    @Override
                    public void onMessage(Protocal message, boolean redelivered) {
                        say((redelivered ? "again " : "got ") + message.dataContent());
                    }

                    @Override
                    public void onMessageAccepted(String fingerprint) {
                        say("accepted " + fingerprint.substring(user.length()));
                    }

                    @Override
                    public void onMessageDelivered(String fingerprint) {
                        onMessageAccepted(fingerprint);
                    }
                })
                .build();
        client.login(user, "token").join();
        out.println("ready");
        for (int i = 0; i < WINDOW; i++) {
            send(user);
        }
    }

    private synchronized void send(String user) { // what is said is in the order in which it is sent
        int number = next++;
        say("sending " + number);
        Delivery delivery = client.sender()
                .send(Protocal.message(peer, Integer.toString(number))
                        .fp(user + number)
                        .build());
        delivery.accepted().whenComplete((state, failure) -> send(user));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Arguments: address, outbox directory, user, peer, number of the first message. */
    public static void main(String[] args) throws InterruptedException {
        new TalkingClient(args[0], args[1], args[2], args[3], Integer.parseInt(args[4]));
        new CountDownLatch(1).await(); // until it is killed: the client's threads are daemons
    }
}
