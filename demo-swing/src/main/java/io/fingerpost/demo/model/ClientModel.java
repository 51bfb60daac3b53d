package io.fingerpost.demo.model;

import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.ImClientBuilder;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.PacketObserver;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One user's client: his conversations, and how his connection does. Confined to the user interface's thread. */
public final class ClientModel {
    private static final long LOGOUT_MILLIS = 500;

    /** Is told what changes. */
    public interface Listener {
        /** A conversation came up, or its last line or number of unread messages changed. */
        default void conversationsChanged() {}

        /** Another conversation is looked at. */
        default void selectionChanged() {}

        /** A message was added at the end of a conversation. */
        default void messageAdded(Conversation conversation, ChatMessage message) {}

        /** A message changed its state. */
        default void messageChanged(ChatMessage message) {}

        /** The banner or the numbers of the connection may have changed. */
        default void linkChanged() {}
    }

    private final Ui ui;
    private final LoginForm form;
    private final NetworkModel network;
    private final Clock clock;
    private final PacketLog packets;
    private final RoundTrip roundTrip;
    private final ImClient client;
    private final Conversations conversations = new Conversations();
    private final Outage outage = new Outage();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean closed;

    /**
     * Creates a client, which does not connect yet.
     *
     * @param builder has the server and how to connect to it
     */
    ClientModel(Ui ui, LoginForm form, ImClientBuilder builder, NetworkModel network, Clock clock) {
        this.ui = ui;
        this.form = form;
        this.network = network;
        this.clock = clock;
        this.packets = new PacketLog(ui, clock);
        this.roundTrip = new RoundTrip(ui, System::nanoTime);
        this.client = builder.callbackExecutor(ui)
                .listener(new Events())
                .packetObserver(new Observer())
                .build();
    }

    CompletableFuture<LoginResult> logIn() {
        return client.login(form.user(), form.token());
    }

    /** Returns who is, or was, logged in. */
    public String user() {
        return form.user();
    }

    /** Returns where, and how. */
    public ServerChoice server() {
        return form.server();
    }

    /** Returns what was said. */
    public Conversations conversations() {
        return conversations;
    }

    /** Returns the packets of the client. */
    public PacketLog packets() {
        return packets;
    }

    /** Returns the network between this client and the server. */
    public NetworkModel network() {
        return network;
    }

    /** Returns how the connection does at this moment. */
    public LinkStatus link() {
        return new LinkStatus(outage.attempt(), client.statistics(), roundTrip.text());
    }

    /** Returns what the user has to know before anything else; null if nothing. */
    public @Nullable Banner banner() {
        return outage.banner(link());
    }

    /** Adds somebody to tell of changes. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    // ---- What the user does ----

    /** Looks at a conversation. */
    public void select(Conversation conversation) {
        ui.check();
        if (conversation != conversations.selected()) {
            conversations.select(conversation);
            tell(Listener::selectionChanged);
        }
        tell(Listener::conversationsChanged);
    }

    /** Begins, or finds, the conversation with a user. */
    public Conversation addContact(String peer) {
        ui.check();
        Conversation conversation = conversations.with(peer);
        tell(Listener::conversationsChanged);
        return conversation;
    }

    /** Sends a text in the conversation that is looked at. */
    public void send(String text) {
        ui.check();
        Conversation to = conversations.selected();
        ChatMessage message = ChatMessage.outgoing(text, clock.instant());
        transmit(to, message);
        to.add(message, true);
        tell(l -> l.messageAdded(to, message));
        tell(Listener::conversationsChanged);
    }

    /** Sends a lost message again, as the same message: whoever has it already does not see it twice. */
    public void sendAgain(Conversation in, ChatMessage message) {
        ui.check();
        if (message.state() == MessageState.LOST) {
            transmit(in, message);
            tell(l -> l.messageChanged(message));
        }
    }

    private void transmit(Conversation to, ChatMessage message) {
        Delivery delivery = client.sender()
                .send(Protocal.message(to.peer(), message.text())
                        .fp(message.fingerprint())
                        .build());
        message.sending(delivery);
        delivery.accepted().whenComplete((state, failure) -> settle(message, delivery, state, failure));
        delivery.delivered().whenComplete((state, failure) -> settle(message, delivery, state, failure));
    }

    private void settle(
            ChatMessage message, Delivery attempt, @Nullable DeliveryState state, @Nullable Throwable failure) {
        MessageState outcome = state == null ? MessageState.LOST : MessageState.of(state);
        if (message.settle(attempt, outcome, Failures.describe(failure))) {
            tell(l -> l.messageChanged(message));
            tell(Listener::conversationsChanged);
        }
    }

    /** Does what a banner offers. */
    public void act(Banner.Action action) {
        ui.check();
        switch (action) {
            case RECONNECT_NOW -> client.networkAvailable();
            case LOG_IN_AGAIN -> {
                if (!client.state().isTrying()) { // pressed twice
                    logIn().whenComplete(this::onLoggedInAgain);
                }
            }
        }
    }

    private void onLoggedInAgain(@Nullable LoginResult result, @Nullable Throwable failure) {
        if (failure != null) {
            outage.onLoginFailed("Logging in failed: " + Failures.describe(failure) + '.');
        } else if (result != null && result.refused()) {
            outage.onLoginFailed("The server refused the login, code " + result.code() + '.');
        }
        tell(Listener::linkChanged);
    }

    /** Logs out and ends everything; completes when threads and connections are given back. */
    CompletableFuture<?> close() {
        closed = true;
        return client.logout()
                .completeOnTimeout(null, LOGOUT_MILLIS, TimeUnit.MILLISECONDS)
                .handleAsync(
                        (done, failure) -> {
                            client.close();
                            return network.close();
                        },
                        ui)
                .thenCompose(closing -> closing);
    }

    private void tell(Consumer<Listener> change) {
        if (!closed) {
            List.copyOf(listeners).forEach(change);
        }
    }

    /** What goes over the wire, on the user interface's thread. */
    private final class Observer implements PacketObserver {
        @Override
        public void onPacketSent(Protocal packet, int bytes) {
            roundTrip.onSent(packet);
            packets.onPacketSent(packet, bytes);
        }

        @Override
        public void onPacketReceived(Protocal packet, int bytes) {
            roundTrip.onReceived(packet);
            packets.onPacketReceived(packet, bytes);
        }
    }

    /** What the client tells, on the user interface's thread. */
    private final class Events implements ClientListener {
        @Override
        public void onOnline(LoginResult result) {
            outage.onOnline();
            tell(Listener::linkChanged);
        }

        @Override
        public void onOffline(OfflineReason reason, boolean willReconnect) {
            roundTrip.reset();
            outage.onOffline(reason, willReconnect);
            tell(Listener::linkChanged);
        }

        @Override
        public void onKickedOut(int code, String reason) {
            outage.onKickedOut(code, reason);
            tell(Listener::linkChanged);
        }

        @Override
        public void onError(int errorCode, String message) {
            outage.onError(errorCode);
            tell(Listener::linkChanged);
        }

        @Override
        public void onMessage(Protocal packet) {
            Conversation conversation = conversations.with(packet.from());
            ChatMessage message = ChatMessage.received(packet, clock.instant());
            conversation.add(message, conversation == conversations.selected());
            tell(l -> l.messageAdded(conversation, message));
            tell(Listener::conversationsChanged);
        }
    }
}
