package io.fingerpost.server.gateway.netty;

import io.fingerpost.core.time.TaskLoop;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of one server, with their threads ({@code fingerpost-loop-1} and on, not daemons: a server keeps the JVM alive)
 * and their buffers. Whoever makes them closes them, after the gateways that use them.
 */
public final class NettyLoops implements AutoCloseable {
    private static final long SHUTDOWN_SECONDS = 2; // for tasks that are running or queued; what comes later is dropped

    private final LoopThreads threads = new LoopThreads();
    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final MultiThreadIoEventLoopGroup group;
    private final List<TaskLoop> loops;

    private NettyLoops(int threadCount, NettyTransport transport) {
        group = new MultiThreadIoEventLoopGroup(threadCount, threads, transport.ioHandlerFactory());
        List<TaskLoop> made = new ArrayList<>(threadCount);
        try {
            start(made, transport);
        } catch (RuntimeException | Error e) { // no more threads: those that there are would live for ever
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
        loops = List.copyOf(made);
    }

    private void start(List<TaskLoop> made, NettyTransport transport) {
        for (EventExecutor executor : group) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, transport, allocator);
            loop.execute(() -> ((LoopThread) Thread.currentThread()).loop = loop);
            made.add(loop);
        }
    }

    /**
     * Starts loops with the best transport there is.
     *
     * @param threadCount how many, at least 1
     */
    public static NettyLoops create(int threadCount) {
        return create(threadCount, NettyTransport.best());
    }

    /**
     * Starts loops.
     *
     * @param threadCount how many, at least 1
     */
    public static NettyLoops create(int threadCount, NettyTransport transport) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("threadCount must be positive: " + threadCount);
        }
        return new NettyLoops(threadCount, transport);
    }

    /** Returns the loops; the list never changes. */
    public List<TaskLoop> loops() {
        return loops;
    }

    /** Returns the allocator of all channels on these loops. */
    public PooledByteBufAllocator allocator() {
        return allocator;
    }

    /**
     * Ends all loops and returns once their threads are gone. Tasks that wait are still run, timers are not. May be called again;
     * must not be called on one of the loops. (Netty's own {@code globalEventExecutor} thread, which the whole JVM shares, wakes up
     * for this and ends by itself within about a second.)
     */
    @Override
    public void close() {
        if (threads.contains(Thread.currentThread())) {
            throw new IllegalStateException("a loop cannot wait for its own end: close on another thread");
        }
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        threads.joinAll();
    }

    /** Returns the loop that the calling thread is; null if it is none, or one that has only just begun. */
    static @Nullable NettyLoop current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread.loop : null;
    }

    /** A thread that knows its loop. */
    private static final class LoopThread extends FastThreadLocalThread {
        private @Nullable NettyLoop loop; // confined to the thread itself

        LoopThread(Runnable task, String name) {
            super(null, task, name);
        }
    }

    private static final class LoopThreads implements ThreadFactory {
        private final List<Thread> started = new CopyOnWriteArrayList<>();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new LoopThread(task, "fingerpost-loop-" + (started.size() + 1));
            thread.setDaemon(false);
            started.add(thread);
            return thread;
        }

        boolean contains(Thread thread) {
            return started.contains(thread);
        }

        void joinAll() {
            boolean interrupted = false;
            for (Thread thread : started) {
                while (thread.isAlive()) {
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        interrupted = true; // told to the caller at the end: half-closed loops would help nobody
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
