package io.fingerpost.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.fingerpost.client.session.ClientCore;
import io.fingerpost.client.transport.TransportConnector;
import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.codec.ProtocalCodec;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Builds an {@link ImClient}. Everything but the server has a default. Not safe for use by several threads at once. */
public final class ImClientBuilder {
    private static final int MIN_PACKET_BYTES = 512;

    final List<ServerAddress> servers = new ArrayList<>();
    ClientListener listener = new ClientListener() {};
    ReconnectPolicy reconnectPolicy = ReconnectPolicy.exponential(1, 60, SECONDS);
    long heartbeatNanos; // 0 = the transport's default
    long connectTimeoutNanos = SECONDS.toNanos(10);
    long loginTimeoutNanos = SECONDS.toNanos(10);
    long sendTimeoutNanos = SECONDS.toNanos(15);
    int maxPendingMessages = 1_000;
    long maxPendingBytes = 1024 * 1024;
    int maxPacketBytes = ProtocalCodec.DEFAULT_MAX_PACKET_BYTES;

    Profile profile = Profile.LINK;

    @Nullable String device;

    @Nullable File outboxDirectory;

    @Nullable SSLContext sslContext;

    boolean hostnameVerification = true;

    @Nullable Executor tokenExecutor;

    @Nullable PacketObserver packetObserver;

    private @Nullable Executor callbackExecutor;
    private @Nullable LongSupplier clock; // in nanoseconds; null: System.nanoTime

    ImClientBuilder() {}

    /**
     * Adds a server, such as {@code tcp://im.example:8901}; see {@link ServerAddress} for the schemes and their ports. With several,
     * the next one is tried after each failure; they may differ in transport. Host names are looked up anew for each connection.
     *
     * @throws IllegalArgumentException if it is not a server address; the message says why
     */
    public ImClientBuilder server(String address) {
        servers.add(ServerAddress.parse(address));
        return this;
    }

    /**
     * Sets the time between two keep-alives, at least 1 s. Usual ones are 3, 5, 10, 15, 30, 60 and 120 s; the server's expiry time
     * has to be longer. The default is 15 s on TCP and WebSocket, and 5 s on UDP, where a server forgets silent clients after 10 s. A
     * dead connection is noticed 5 s after the interval.
     */
    public ImClientBuilder heartbeat(long interval, TimeUnit unit) {
        heartbeatNanos = ClientConfig.heartbeatNanos(interval, unit);
        return this;
    }

    /** Sets when to reconnect; the default is {@code exponential(1, 60, SECONDS)}. */
    public ImClientBuilder reconnect(ReconnectPolicy policy) {
        reconnectPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** Sets whom to tell what happens. */
    public ImClientBuilder listener(ClientListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets where callbacks run, for example a user interface's thread. Whatever the executor does, they run one at a time and in
     * order. The default is a thread of the client's own. The executor is not shut down by the client; if it stops to take tasks,
     * callbacks run on a thread that the client starts for them.
     */
    public ImClientBuilder callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets where token suppliers run; the default is the callback executor. For an application whose callbacks run on a thread that must
     * not block, such as a user interface's. A supplier is never asked twice at once.
     */
    public ImClientBuilder tokenExecutor(Executor executor) {
        tokenExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the clock, for a platform on which {@link System#nanoTime()} stands still while the device sleeps. Timers that came due
     * meanwhile fire as soon as the client is called or hears from the network after the device woke up, and otherwise within
     * 10 s.
     *
     * @param nanoClock gives a time in nanoseconds that never goes back and of which only differences mean anything, such as Android's
     *     {@code SystemClock::elapsedRealtimeNanos}; any thread may ask, often
     */
    public ImClientBuilder clock(LongSupplier nanoClock) {
        clock = Objects.requireNonNull(nanoClock, "nanoClock");
        return this;
    }

    /** Sets the trusted certificates, and a key if the server asks for one, for TLS. The default is the platform's. */
    public ImClientBuilder sslContext(SSLContext context) {
        sslContext = Objects.requireNonNull(context, "context");
        return this;
    }

    /** Sets whether a server's certificate has to carry its host name; on by default. Off, anybody with a trusted key can listen in. */
    public ImClientBuilder hostnameVerification(boolean on) {
        hostnameVerification = on;
        return this;
    }

    /** Sets the longest time to connect to one address, TLS and WebSocket handshakes included; the default is 10 s. */
    public ImClientBuilder connectTimeout(long timeout, TimeUnit unit) {
        connectTimeoutNanos = ClientConfig.nanos("connect timeout", timeout, unit);
        return this;
    }

    /** Sets the longest time to wait for the answer to a login; the default is 10 s. */
    public ImClientBuilder loginTimeout(long timeout, TimeUnit unit) {
        loginTimeoutNanos = ClientConfig.nanos("login timeout", timeout, unit);
        return this;
    }

    /** Sets after what time a message with QoS that was not acknowledged is lost; the default is 15 s. */
    public ImClientBuilder sendTimeout(long timeout, TimeUnit unit) {
        sendTimeoutNanos = ClientConfig.nanos("send timeout", timeout, unit);
        return this;
    }

    /**
     * Sets how much may wait for its outcome before messages are rejected; the default is 1,000 messages and 1 MiB.
     *
     * @param bytes the size of the messages as packets on the wire
     */
    public ImClientBuilder maxPending(int messages, long bytes) {
        if (messages < 1 || bytes < 1) {
            throw new IllegalArgumentException("messages and bytes must be positive: " + messages + ", " + bytes);
        }
        maxPendingMessages = messages;
        maxPendingBytes = bytes;
        return this;
    }

    /**
     * Sets the largest packet that is sent or read; the default is 64 KiB. Over UDP in the base profile at most 65,507 bytes are sent.
     * Older clients of this format take 6 KiB. With less than 2 KiB the client speaks the base profile only.
     */
    public ImClientBuilder maxPacketBytes(int bytes) {
        if (bytes < MIN_PACKET_BYTES) {
            throw new IllegalArgumentException("maxPacketBytes must be at least " + MIN_PACKET_BYTES + ": " + bytes);
        }
        maxPacketBytes = bytes;
        return this;
    }

    /** Sets who sees each packet that is sent and received; nobody by default, which costs nothing. */
    public ImClientBuilder packetObserver(PacketObserver observer) {
        packetObserver = Objects.requireNonNull(observer, "observer");
        return this;
    }

    /** Sets what to speak; the default is {@link Profile#LINK}, which falls back to {@link Profile#BASE} by itself. */
    public ImClientBuilder profile(Profile profile) {
        this.profile = Objects.requireNonNull(profile, "profile");
        return this;
    }

    /**
     * Sets the name of this installation, by which a server knows it again; the default is a random one for each client, or the one in the
     * outbox directory. Two clients of one user that run at the same time must not have the same.
     *
     * @param id 1 to 64 characters
     */
    public ImClientBuilder device(String id) {
        if (id.isEmpty() || id.length() > LinkHello.MAX_NAME_CHARS) {
            throw new IllegalArgumentException("a device id has 1 to " + LinkHello.MAX_NAME_CHARS + " characters");
        }
        device = id;
        return this;
    }

    /**
     * Sets a folder in which messages with QoS are kept until they have their outcome, together with what was received, so that neither is lost when
     * the program ends in whatever way. Each user has a file there, which one client at a time can use: a login fails with 203 while another has it.
     *
     * <p>A message is written and forced to the disk before it is sent, by a thread of the client's own; many share one such wait.
     * {@link LocalDataSender#send} does not block: what was accepted by it is kept a moment later, and {@link
     * io.fingerpost.core.delivery.DeliveryState#SENT} says that it is. If the disk is full, messages are REJECTED. After the next login of the same user
     * messages go on where they were, with {@link #sendTimeout} from the moment on at which the user is online; their outcome is told by
     * {@link ClientListener#onMessageAccepted}, {@link ClientListener#onMessageDelivered} and {@link ClientListener#onMessageLost}.
     * What is pending is given up by {@link ImClient#logout}, and by a login as another user.
     */
    public ImClientBuilder outboxDirectory(File directory) {
        outboxDirectory = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /** Returns what is configured, without making a client: for {@link ClientCore} with a loop and transports of one's own. */
    public ClientConfig config() {
        return new ClientConfig(this);
    }

    /** Returns a new client, which has a thread of its own until it is closed. */
    public ImClient build() {
        ClientConfig config = config();
        ClientLoop loop = new ClientLoop(clock);
        ExecutorService disk = worker("outbox");
        ExecutorService own = callbackExecutor == null ? worker("callbacks") : null;
        Executor callbacks = own == null ? Objects.requireNonNull(callbackExecutor) : own;
        ClientCore client = new ClientCore(
                config, loop, new TransportConnector(config, loop), callbacks, disk, new Random(), () -> {
                    loop.end();
                    disk.shutdown();
                    if (own != null) {
                        own.shutdown();
                    }
                });
        loop.start();
        return client;
    }

    /** Returns a thread for what may block: it starts with the first task, and ends after the last one once it is shut down. */
    private static ExecutorService worker(String role) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "fingerpost-client-" + role);
            thread.setDaemon(true);
            return thread;
        });
    }
}
