package io.fingerpost.cli.chat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a chat: what the client reports and what the user types are tasks on it, one after the other. Any thread may hand
 * in tasks; those who do bound themselves: the client by its limits, the reader of the input by its permits.
 */
final class ChatLoop implements Executor {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private @Nullable Integer exitCode; // confined to the loop

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs tasks until one of them calls {@link #end}; returns its exit code. */
    int run() throws InterruptedException {
        while (exitCode == null) {
            tasks.take().run();
        }
        return exitCode;
    }

    /** Makes {@link #run} return after the present task. Only tasks may call this. */
    void end(int code) {
        exitCode = code;
    }
}
