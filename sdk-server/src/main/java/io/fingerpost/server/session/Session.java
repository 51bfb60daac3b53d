package io.fingerpost.server.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.KickoutCode;
import io.fingerpost.core.PacketType;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.link.LinkEnd;
import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.Connection;
import io.fingerpost.server.gateway.ConnectionHandler;
import io.fingerpost.server.store.Change;
import io.fingerpost.server.store.MessageStore.StoredMessage;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from its first packet to its last, and the login it carries.
 *
 * <pre>
 * CONNECTED ──► VERIFYING ──► BOUND ──► ACTIVE ──► CLOSED (from anywhere)
 * </pre>
 *
 * Confined to the loop of its connection; what {@link UserSession} offers, and {@link #deliver}, {@link #send}, {@link #kick} and
 * {@link #close}, may be called by any thread.
 */
public final class Session implements ConnectionHandler, UserSession {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MAX_INVALID_PACKETS = 16;
    private static final String DUPLICATE_LOGIN_TEXT = "The same user logged in elsewhere";

    private enum Phase {
        /** Nobody is logged in. */
        CONNECTED,
        /** The application decides on a login. */
        VERIFYING,
        /** It is the user's session, and waits for the end of the one before. */
        BOUND,
        /** The user is logged in. */
        ACTIVE,
        /** It is over; whatever comes is ignored. */
        CLOSED
    }

    private final Connection connection;
    private final TaskLoop loop;
    private final SessionServices services;
    private MessageChannel channel; // that of the base profile until a login brings another

    private Phase phase = Phase.CONNECTED;
    private TaskLoop.@Nullable Timeout timer; // until the login its deadline, afterwards the expiry
    private int invalidPackets;
    private long lastHeardNanos;

    // Set once, before the session can be seen by other threads.
    private @Nullable UserAccount account;
    private long firstLoginTime;
    private long loginMillis;

    private volatile @Nullable InboxReader inbox; // set when the session becomes active, if there is a store

    Session(Connection connection, SessionServices services) {
        this.connection = connection;
        this.loop = connection.loop();
        this.services = services;
        this.channel = new BaseChannel(connection, services.limits());
    }

    // ---- what the gateway tells ----

    @Override
    public void onOpened() {
        startLoginTimer();
    }

    @Override
    public void onPacket(byte[] bytes) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (LinkEnd.isFrame(bytes)) {
            onFrame(bytes, bytes.length);
            return;
        }
        Protocal packet;
        try {
            packet = ProtocalCodec.decode(bytes);
        } catch (InvalidPacketException e) {
            refuse(e.reason(), null);
            return;
        }
        if (phase != Phase.ACTIVE || isOwn(packet)) {
            lastHeardNanos = loop.nowNanos();
        }
        switch (packet.type()) {
            case PacketType.LOGIN -> onLogin(packet);
            case PacketType.ECHO -> onEcho(packet);
            default -> {
                if (phase == Phase.ACTIVE) {
                    onUserPacket(packet, bytes);
                } else {
                    onPacketBeforeLogin(packet, bytes);
                }
            }
        }
    }

    @Override
    public void onFrame(byte[] buffer, int length) {
        if (phase != Phase.ACTIVE || speaksLink()) { // else it is another client's
            lastHeardNanos = loop.nowNanos();
        }
        if (phase == Phase.ACTIVE) {
            channel.onFrame(buffer, length);
        } else if (phase == Phase.CONNECTED) {
            connection.send(ProtocalCodec.encode(
                    Packets.error(Protocal.UNKNOWN_ID, ErrorCode.SERVER_NOT_LOGGED_IN, "{}", null)));
            close();
        }
    }

    @Override
    public void onInvalidFrame(String reason) {
        if (phase != Phase.CLOSED) {
            refuse(reason, null);
        }
    }

    @Override
    public void onWritable() {
        channel.flush();
    }

    @Override
    public void onClosed() {
        end(LogoutReason.CLOSED);
    }

    @Override
    public boolean retainsState() {
        return phase != Phase.CONNECTED && phase != Phase.CLOSED;
    }

    // ---- login ----

    private void onLogin(Protocal packet) {
        LoginBody body;
        try {
            body = LoginBody.parse(packet.dataContent());
        } catch (InvalidPacketException e) {
            refuse(e.reason(), null);
            return;
        }
        switch (phase) {
            case CONNECTED -> {
                startLoginTimer();
                phase = Phase.VERIFYING;
                if (!services.logins().verify(this, body)) {
                    phase = Phase.CONNECTED;
                    turnAway(Packets.error(
                            body.userId(), ErrorCode.UNKNOWN, "The server is busy with logins; try again later", null));
                }
            }
            case ACTIVE -> {
                if (body.userId().equals(userId())) {
                    replyToLogin();
                } else {
                    refuse("this session is logged in as another user; log out first", null);
                }
            }
            default -> {} // a repeat of the login that is being decided: its answer is the answer
        }
    }

    /**
     * The application has decided. A null decision means that it could not.
     *
     * @param numbers what the store knows of the link that the client asks for; null if nothing
     */
    void onLoginDecision(LoginBody body, @Nullable LoginDecision decision, @Nullable StoredNumbers numbers) {
        if (phase != Phase.VERIFYING) {
            return; // closed in the meantime
        }
        phase = Phase.CONNECTED;
        if (decision == null) {
            turnAway(Packets.error(
                    body.userId(), ErrorCode.UNKNOWN, "The login cannot be decided now; try again later", null));
        } else if (!decision.accepted()) {
            turnAway(Packets.loginResponse(body.userId(), decision.code(), body.firstLoginTime()));
        } else {
            openChannel(body.link(), numbers);
            admit(body);
        }
    }

    private void openChannel(@Nullable LinkHello peer, @Nullable StoredNumbers numbers) {
        int maxMessageBytes = services.limits().maxMessageBytes();
        if (connection.transport().isReliable()) { // where a frame may be as large as a message
            maxMessageBytes = Math.min(maxMessageBytes, connection.settings().maxPacketBytes());
        }
        if (peer == null || maxMessageBytes < LinkHello.MIN_MESSAGE_BYTES) {
            return;
        }
        byte[] cid = connection.cid();
        LinkStart start = numbers == null
                ? LinkStart.withoutStore(peer, cid, maxMessageBytes)
                : LinkStart.of(peer, cid, maxMessageBytes, numbers.inbox(), numbers.received());
        channel = new LinkChannel(
                connection, services.limits(), new LinkReceiver(), start, services.frameBuffer(connection.loop()));
    }

    private void admit(LoginBody body) {
        LoginService.Admission admission = services.logins().admit(this, body);
        if (admission.bind() == UserAccount.Bind.OUTDATED) {
            account = null;
            turnAway(Packets.kickout(body.userId(), KickoutCode.DUPLICATE_LOGIN, DUPLICATE_LOGIN_TEXT));
            return;
        }
        phase = Phase.BOUND;
        Session old = admission.replaced();
        if (old == null) {
            activate();
        } else {
            boolean kicks = admission.bind() == UserAccount.Bind.BOUND_AND_KICKS;
            old.loop.execute(() -> {
                old.supersede(kicks);
                loop.execute(this::activate);
            });
        }
    }

    /** Gives the session its user; before anybody else can see it. */
    void assign(UserAccount user, long firstLogin, long nowMillis) {
        account = user;
        firstLoginTime = firstLogin;
        loginMillis = nowMillis;
    }

    private void activate() {
        if (phase != Phase.BOUND) {
            return; // closed in the meantime
        }
        phase = Phase.ACTIVE;
        services.registry().entered();
        lastHeardNanos = loop.nowNanos();
        restartTimer(connection.settings().expiryNanos(), this::checkExpiry);
        replyToLogin();
        account().callbacks().execute(() -> services.listeners().loggedIn(this));
        channel.open();
        services.sink().onActive(this);
    }

    private void replyToLogin() {
        reply(Packets.loginResponse(userId(), ErrorCode.OK, firstLoginTime, channel.hello()));
    }

    private void startLoginTimer() {
        if (timer == null) {
            restartTimer(services.limits().loginTimeoutNanos(), this::close);
        }
    }

    private void restartTimer(long delayNanos, Runnable task) {
        if (timer != null) {
            timer.cancel();
        }
        timer = loop.schedule(task, delayNanos);
    }

    private void checkExpiry() {
        long silentNanos = loop.nowNanos() - lastHeardNanos;
        long expiryNanos = connection.settings().expiryNanos();
        if (silentNanos >= expiryNanos) {
            end(LogoutReason.TIMEOUT);
            connection.close();
        } else {
            account().forgetOld(loop.nowNanos());
            channel.rest();
            restartTimer(expiryNanos - silentNanos, this::checkExpiry);
        }
    }

    // ---- packets ----

    private void onEcho(Protocal packet) {
        byte[] answer = ProtocalCodec.encode(Packets.echoResponse(packet.from(), packet.dataContent()));
        int max = connection.settings().maxPacketBytes();
        if (answer.length > max) {
            refuse("the answer to this echo would be too large: at most " + max + " bytes are sent", null);
        } else {
            connection.send(answer);
        }
    }

    private void onPacketBeforeLogin(Protocal packet, byte[] bytes) {
        byte[] answer = ProtocalCodec.encode(notLoggedIn(packet, new String(bytes, StandardCharsets.UTF_8)));
        if (answer.length > connection.settings().maxPacketBytes()) {
            answer = ProtocalCodec.encode(notLoggedIn(packet, "{}"));
        }
        connection.send(answer);
        closeUnlessDatagramsMayFollow();
    }

    /** Error 301 carries the offending packet itself, but no fingerprint: the message did not fail, it is sent again after the login. */
    private static Protocal notLoggedIn(Protocal packet, String offending) {
        return Packets.error(packet.from(), ErrorCode.SERVER_NOT_LOGGED_IN, offending, null);
    }

    private void onUserPacket(Protocal packet, byte[] bytes) {
        if (!isOwn(packet)) {
            refuse("\"from\" is not the user of this session", packet.fp());
            return;
        }
        switch (packet.type()) {
            case PacketType.KEEP_ALIVE -> reply(Packets.keepAliveResponse(userId()));
            case PacketType.ACK -> {
                if (packet.dataContent() != null) {
                    channel.acknowledge(new MessageKey(packet.to(), packet.dataContent()), lastHeardNanos);
                }
            }
            case PacketType.MESSAGE -> onMessage(packet, bytes);
            case PacketType.LOGOUT -> {
                end(LogoutReason.LOGOUT);
                connection.close();
            }
            default -> {} // unknown types are ignored
        }
    }

    /** Returns whether the packet is the user's, or does not say whose it is. */
    private boolean isOwn(Protocal packet) {
        return packet.from().equals(userId()) || packet.from().equals(Protocal.UNKNOWN_ID);
    }

    private void onMessage(Protocal packet, byte[] bytes) {
        if (packet.from().equals(Protocal.UNKNOWN_ID)) {
            refuse("the message has no \"from\"", packet.fp());
        } else if (packet.to().isEmpty() || packet.to().equals(Protocal.UNKNOWN_ID)) {
            refuse("the message has no \"to\"", packet.fp());
        } else if (packet.isQos() && packet.fp() == null) {
            refuse("a message with QoS needs a fingerprint \"fp\"", null);
        } else {
            services.sink().onMessage(this, packet, bytes, null);
        }
    }

    /** What comes in frames. */
    private final class LinkReceiver implements LinkChannel.Receiver {
        @Override
        public void onUnnumbered(Protocal packet, byte[] bytes) {
            if (phase == Phase.ACTIVE) {
                onUserPacket(packet, bytes);
            }
        }

        @Override
        public boolean onNumbered(Protocal packet, byte[] bytes, Change.Received numbers)
                throws InvalidPacketException {
            if (packet.type() != PacketType.MESSAGE || !packet.isQos()) {
                throw new InvalidPacketException("only messages with QoS have numbers");
            } else if (!packet.from().equals(userId())) {
                throw new InvalidPacketException("\"from\" is not the user of this session");
            } else if (packet.to().isEmpty() || packet.to().equals(Protocal.UNKNOWN_ID)) {
                throw new InvalidPacketException("the message has no \"to\"");
            }
            return services.sink().onMessage(Session.this, packet, bytes, numbers);
        }

        @Override
        public void onInvalid(String reason) {
            refuse(reason, null);
        }
    }

    /** Tells the peer that a packet is not valid; one that goes on sending such packets is cut off. */
    private void refuse(String reason, @Nullable String fingerprint) {
        String to = phase == Phase.ACTIVE ? userId() : Protocal.UNKNOWN_ID;
        reply(Packets.error(to, ErrorCode.INVALID_PACKET, reason, fingerprint));
        if (++invalidPackets >= MAX_INVALID_PACKETS && phase != Phase.ACTIVE) {
            close();
        }
    }

    /** Says no to a login. */
    private void turnAway(Protocal answer) {
        reply(answer);
        close();
    }

    /** Closes the connection, unless a datagram came early, or late, while the same address is about to be logged in. */
    private void closeUnlessDatagramsMayFollow() {
        boolean loginUnderWay = phase == Phase.VERIFYING || phase == Phase.BOUND;
        if (connection.transport().isReliable() || !loginUnderWay) {
            close();
        }
    }

    private void reply(Protocal packet) {
        connection.send(ProtocalCodec.encode(packet));
    }

    // ---- what others ask of it ----

    /** Sends a packet that nobody acknowledges, if the user is still logged in. Any thread may call this. */
    public void send(Protocal packet) {
        whileActive(() -> reply(packet));
    }

    /**
     * The server is responsible for a message of this user. Any thread may call this.
     *
     * @param numbers those under which this session gave it to the sink; null if it had none, or another session did
     * @param delivered whether the recipient has it
     * @param nowNanos when it became so; it may lie a little in the past
     */
    public void accepted(Protocal message, Change.@Nullable Received numbers, boolean delivered, long nowNanos) {
        if (!loop.inLoop()) { // else no object is made for the call: it is one a message
            loop.execute(() -> accepted(message, numbers, delivered, nowNanos));
        } else if (phase == Phase.ACTIVE) {
            channel.accepted(message, numbers, delivered, nowNanos);
        }
    }

    /** A message of this user came to nothing. The numbers are as in {@link #accepted}. Any thread may call this. */
    public void failed(Protocal message, Change.@Nullable Received numbers, String reason) {
        whileActive(() -> channel.failed(message, numbers, reason));
    }

    private void whileActive(Runnable task) {
        onLoop(() -> {
            if (phase == Phase.ACTIVE) {
                task.run();
            }
        });
    }

    /** Sends a message until it is acknowledged; its outcome is told. Any thread may call this. */
    public void deliver(OutboundMessage message) {
        if (!loop.inLoop()) {
            loop.execute(() -> deliver(message));
        } else if (phase != Phase.ACTIVE && phase != Phase.BOUND) {
            services.sink().route(message);
        } else if (!channel.offer(message)) {
            message.outcome().undelivered();
        }
    }

    /**
     * Sends a message once. Any thread may call this.
     *
     * @param written what to do when it was written
     * @param orElse what to do when it cannot be written, because the user is gone, or reads too slowly
     */
    public void deliverUnconfirmed(byte[] bytes, Runnable written, Runnable orElse) {
        onLoop(() -> {
            if (phase == Phase.ACTIVE
                    && connection.isWritable()
                    && bytes.length <= connection.settings().maxPacketBytes()) {
                connection.send(bytes);
                written.run();
            } else {
                orElse.run();
            }
        });
    }

    /** Ends the session as an administrator's act. Any thread may call this. */
    public void kick(String reason) {
        onLoop(() -> {
            if (phase == Phase.ACTIVE || phase == Phase.BOUND) {
                channel.flush(); // what was sent before comes before
                reply(Packets.kickout(userId(), KickoutCode.ADMINISTRATOR, reason));
                end(LogoutReason.KICKED_BY_ADMINISTRATOR);
                connection.close();
            }
        });
    }

    /** Ends the session as if the connection had closed. Any thread may call this. */
    public void close() {
        onLoop(() -> {
            end(LogoutReason.CLOSED);
            connection.close();
        });
    }

    /** Another session has taken this one's place. */
    private void supersede(boolean byAnotherClient) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (byAnotherClient) {
            channel.flush();
            reply(Packets.kickout(userId(), KickoutCode.DUPLICATE_LOGIN, DUPLICATE_LOGIN_TEXT));
        }
        end(byAnotherClient ? LogoutReason.KICKED_BY_DUPLICATE_LOGIN : LogoutReason.CLOSED);
        connection.close();
    }

    private void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private void end(LogoutReason reason) {
        Phase before = phase;
        if (before == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (before != Phase.ACTIVE && before != Phase.BOUND) {
            return;
        }
        UserAccount user = account();
        user.unbind(this);
        if (before == Phase.ACTIVE) {
            LOG.debug("Session of {} from {} ended: {}", user.userId(), remoteAddress(), reason);
            services.registry().left(this, user);
            user.callbacks().execute(() -> services.listeners().loggedOut(this, reason));
        }
        channel.close().forEach(services.sink()::route);
        inbox = null;
    }

    // ---- facts ----

    /** Returns the connection. Any thread may ask. */
    public Connection connection() {
        return connection;
    }

    /** Returns the loop it lives on. Any thread may ask. */
    public TaskLoop loop() {
        return loop;
    }

    /** Returns the user's account; only for a session that is bound to one. */
    public UserAccount account() {
        return Objects.requireNonNull(account, "account");
    }

    /**
     * Returns when the last packet of this user came, by the clock of the loop: the one that is worked on, for who is called about it.
     * Confined to the loop.
     */
    public long lastHeardNanos() {
        return lastHeardNanos;
    }

    long firstLoginTime() {
        return firstLoginTime;
    }

    /** Sets who is told, by any thread, when a message for this user was stored while the session stands. */
    public void feedFrom(InboxReader reader) {
        inbox = reader;
    }

    /** Notes that a message for this user was stored. */
    public void onStored(StoredMessage message) {
        InboxReader reader = inbox;
        if (reader != null) {
            reader.onStored(message);
        }
    }

    /** Returns whether the client is told apart what was accepted and what was delivered. Confined to the loop. */
    public boolean speaksLink() {
        return channel.reportsDelivery();
    }

    /** Sends a message of the inbox until the client has it. Returns false if it never can. Confined to the loop. */
    public boolean offerStored(OutboundMessage message) {
        return channel.offer(message);
    }

    /** Returns how many more messages of the inbox should be offered at this moment. Confined to the loop. */
    public int room() {
        return channel.room();
    }

    /** Returns whether the client says that it has this number of the inbox already. Confined to the loop. */
    public boolean peerHas(long sequence) {
        return channel.peerHas(sequence);
    }

    @Override
    public String userId() {
        return account().userId();
    }

    @Override
    public Transport transport() {
        return connection.transport();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public Instant loginTime() {
        return Instant.ofEpochMilli(loginMillis);
    }

    @Override
    public boolean isOnline() {
        UserAccount user = account;
        return user != null && user.current() == this;
    }

    @Override
    public String toString() {
        UserAccount user = account;
        return "Session[" + (user == null ? "not logged in" : user.userId()) + ", " + transport() + ", "
                + remoteAddress() + ']';
    }
}
