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
import java.util.Arrays;
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
    private static final int LOGOUTS_AT_ONCE = 64; // as many as fit any receive buffer
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 20_000; // below those that systems choose by themselves
    private static final int ANSWER_BYTES = 2_048;
    private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final InetSocketAddress server;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES);
    private int[] places = {}; // of the sessions: they tell their addresses
    private final int sampleEvery;
    private int count;
    private int nextPlace;

    /**
     * Creates none yet.
     *
     * @param sampleEvery of how many sessions one is sent keep-alives
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
        DatagramChannel channel = openAtNextPlace();
        if (count == places.length) {
            places = Arrays.copyOf(places, Math.max(AT_ONCE, 2 * count));
        }
        places[count++] = nextPlace - 1;
        return new Exchange(channel, Packets.login(new LoginBody(user, "token", null, 0)));
    }

    private DatagramChannel openAtNextPlace() throws IOException {
        @Nullable DatagramChannel channel = null;
        while (channel == null) {
            channel = openUnlessTaken(nextPlace++);
        }
        return channel;
    }

    /** Returns null if somebody listens at this port on all addresses. */
    private @Nullable DatagramChannel openUnlessTaken(int place) throws IOException {
        try {
            return open(address(place));
        } catch (BindException e) {
            return null;
        }
    }

    private static InetSocketAddress address(int place) throws IOException {
        int host = 1 + place / PORTS;
        byte[] address = {127, 1, (byte) (host >> 8), (byte) host};
        return new InetSocketAddress(InetAddress.getByAddress(address), FIRST_PORT + place % PORTS);
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

    /**
     * Logs out the latest sessions until there are so few. A logout is not answered; but a keep-alive behind a few of them is.
     *
     * @param target how many stay, at least 1
     * @param progress is told how many there are
     */
    void shrinkTo(int target, IntConsumer progress) throws BenchException, IOException {
        while (count > target) {
            for (int n = Math.min(LOGOUTS_AT_ONCE, count - target); n > 0; n--) {
                count--;
                try (DatagramChannel channel = open(address(places[count]))) {
                    channel.write(ByteBuffer.wrap(ProtocalCodec.encode(Packets.logout("idle" + count))));
                }
            }
            keepAlive(List.of(0));
            progress.accept(count);
        }
        nextPlace = places[count - 1] + 1;
    }

    /** Sends a keep-alive on some of the sessions, and returns on how many; all of them were answered. */
    int keepAlive() throws BenchException, IOException {
        int asked = 0;
        for (int first = 0; first < count; first += AT_ONCE * sampleEvery) {
            List<Integer> batch = new ArrayList<>();
            for (int i = first; i < Math.min(count, first + AT_ONCE * sampleEvery); i += sampleEvery) {
                batch.add(i);
            }
            keepAlive(batch);
            asked += batch.size();
        }
        return asked;
    }

    private void keepAlive(List<Integer> numbers) throws BenchException, IOException {
        List<Exchange> batch = new ArrayList<>();
        for (int i : numbers) {
            batch.add(new Exchange(open(address(places[i])), Packets.keepAlive("idle" + i)));
        }
        converse(batch, "\"type\":51");
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
