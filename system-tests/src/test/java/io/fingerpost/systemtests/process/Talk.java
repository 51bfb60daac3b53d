package io.fingerpost.systemtests.process;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ReconnectPolicy;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One user who sends numbered messages to another, a few of them under way at once, and writes down what became of each. Guarded by this:
 * callbacks of two clients meet here.
 */
final class Talk implements AutoCloseable {
    private static final int WINDOW = 8;

    private final ImClient sender;
    private final ImClient recipient;
    private final String to;
    private final List<Delivery> sent = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();
    private int open;
    private boolean stopped;

    Talk(int number, String senderAddress, String recipientAddress) throws Exception {
        to = "recipient" + number;
        sender = client(senderAddress, new ClientListener() {});
        recipient = client(recipientAddress, new ClientListener() {
            @Override
            public void onMessage(Protocal message) {
                received(Integer.parseInt(message.dataContent()));
            }
        });
        sender.login("sender" + number, "token").get(20, TimeUnit.SECONDS);
        recipient.login(to, "token").get(20, TimeUnit.SECONDS);
    }

    private static ImClient client(String address, ClientListener listener) {
        return ImClient.builder()
                .server(address)
                .listener(listener)
                .heartbeat(3, TimeUnit.SECONDS)
                .reconnect(ReconnectPolicy.exponential(100, 500, TimeUnit.MILLISECONDS))
                .sendTimeout(10, TimeUnit.MINUTES)
                .build();
    }

    synchronized void fill() {
        while (open < WINDOW && !stopped) {
            open++;
            Delivery delivery = sender.sender().send(to, Integer.toString(sent.size()));
            sent.add(delivery);
            delivery.accepted().whenComplete((state, failure) -> accepted());
        }
    }

    private synchronized void accepted() {
        open--;
        fill();
    }

    private synchronized void received(int number) {
        received.add(number);
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized boolean isOver() {
        return sent.stream().allMatch(Delivery::isDone);
    }

    synchronized int count() {
        return received.size();
    }

    /** Returns the numbers as they were received: once each and in order, if all is well. */
    synchronized List<Integer> received() {
        return List.copyOf(received);
    }

    synchronized List<DeliveryState> states() {
        return sent.stream().map(Delivery::state).toList();
    }

    @Override
    public void close() {
        sender.close();
        recipient.close();
    }
}
