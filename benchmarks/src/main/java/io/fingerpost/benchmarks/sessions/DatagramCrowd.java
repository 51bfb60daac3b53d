package io.fingerpost.benchmarks.sessions;

import io.fingerpost.benchmarks.common.BenchException;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Very many sessions over UDP with few sockets: a server knows a session by its address, so a socket is needed only while something is
 * said. Each session has an address of its own in 127.0.0.0/8; its socket is closed after the login, and opened again with the same
 * address for a keep-alive. Linux only: other systems have one loopback address. Confined to one thread.
 */
final class DatagramCrowd {
    private static final int AT_ONCE = 256; // sockets, and logins under way
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 20_000; // below those that systems choose by themselves
    private static final int ANSWER_BYTES = 2_048;
    private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final InetSocketAddress server;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES);
    private final List<InetSocketAddress> addresses = new ArrayList<>(); // of every SAMPLE-th session
    private final int sampleEvery;
    private int count;
    private int nextAddress;

    /**
     * Creates none yet.
     *
     * @param sampleEvery of how many sessions one is kept in mind for keep-alives
     */
    DatagramCrowd(InetSocketAddress server, int sampleEvery) {
        this.server = server;
        this.sampleEvery = sampleEvery;
    }

    /**
     * Logs in until there are so many sessions.
     *
     * @param progress is told how many there are
     */
    void growTo(int target, IntConsumer progress) throws BenchException, IOException {
        while (count < target) {
            List<Exchange> batch = new ArrayList<>();
            for (int n = Math.min(AT_ONCE, target - count); n > 0; n--) {
                batch.add(newSession());
            }
            converse(batch, "\\\"code\\\":0");
            progress.accept(count);
        }
    }

    private Exchange newSession() throws IOException {
        String user = "idle" + count;
        DatagramChannel channel = openAtNextAddress();
        if (count % sampleEvery == 0) {
            addresses.add((InetSocketAddress) channel.getLocalAddress());
        }
        count++;
        return new Exchange(channel, Packets.login(new LoginBody(user, "token", null, 0)));
    }

    private DatagramChannel openAtNextAddress() throws IOException {
        @Nullable DatagramChannel channel = null;
        while (channel == null) {
            channel = openUnlessTaken(nextAddress++);
        }
        return channel;
    }

    /** Returns null if somebody listens at this port on all addresses. */
    private @Nullable DatagramChannel openUnlessTaken(int number) throws IOException {
        int host = 1 + number / PORTS;
        byte[] address = {127, 1, (byte) (host >> 8), (byte) host};
        try {
            return open(new InetSocketAddress(InetAddress.getByAddress(address), FIRST_PORT + number % PORTS));
        } catch (BindException e) {
            return null;
        }
    }

    private DatagramChannel open(InetSocketAddress from) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(from).connect(server).configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a keep-alive on the sessions that are kept in mind, and returns how many these are; all of them were answered. */
    int keepAlive() throws BenchException, IOException {
        for (int first = 0; first < addresses.size(); first += AT_ONCE) {
            List<Exchange> batch = new ArrayList<>();
            for (int i = first; i < Math.min(addresses.size(), first + AT_ONCE); i++) {
                batch.add(new Exchange(open(addresses.get(i)), Packets.keepAlive("idle" + i * sampleEvery)));
            }
            converse(batch, "\"type\":51");
        }
        return addresses.size();
    }

    /** Sends what each has to say until it is answered, and closes the sockets. */
    private void converse(List<Exchange> batch, String expected) throws BenchException, IOException {
        try {
            long startNanos = System.nanoTime();
            List<Exchange> waiting = new ArrayList<>(batch);
            while (!waiting.isEmpty()) {
                long now = System.nanoTime();
                if (now - startNanos > PATIENCE_NANOS) {
                    throw new BenchException(waiting.size() + " of " + batch.size() + " sessions are not answered");
                }
                int before = waiting.size();
                for (Exchange exchange : List.copyOf(waiting)) {
                    if (exchange.isAnswered(now, expected)) {
                        waiting.remove(exchange);
                    }
                }
                if (waiting.size() == before) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        } finally {
            for (Exchange exchange : batch) {
                exchange.channel.close();
            }
        }
    }

    /** One packet and its answer. */
    private final class Exchange {
        private final DatagramChannel channel;
        private final ByteBuffer packet;
        private long sentNanos;

        Exchange(DatagramChannel channel, Protocal packet) throws IOException {
            this.channel = channel;
            this.packet = ByteBuffer.wrap(ProtocalCodec.encode(packet));
            send(System.nanoTime());
        }

        private void send(long nowNanos) throws IOException {
            sentNanos = nowNanos;
            channel.write(packet.rewind());
        }

        boolean isAnswered(long nowNanos, String expected) throws BenchException, IOException {
            if (channel.read(answer.clear()) > 0) {
                String text = StandardCharsets.UTF_8.decode(answer.flip()).toString();
                if (!text.contains(expected)) {
                    throw new BenchException("the server answered " + text);
                }
                return true;
            }
            if (nowNanos - sentNanos > RESEND_NANOS) {
                send(nowNanos);
            }
            return false;
        }
    }
}
