package io.fingerpost.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input on a thread of its own, because nothing can make a read from a terminal return early, and hands the lines to the
 * loop. Reads ahead no further than the permits allow, so that a long file waits on disk and not in memory.
 */
final class InputLines {
    private static final int MAX_AHEAD = 200;

    private final ChatLoop loop;
    private final Semaphore permits = new Semaphore(MAX_AHEAD);

    InputLines(ChatLoop loop) {
        this.loop = loop;
    }

    /**
     * Begins to read.
     *
     * @param onLine gets each line, on the loop, and calls {@link #done} once it needs nothing more of it
     * @param onEnd gets null on the loop after the last line, or why there will not be another one
     */
    void start(InputStream in, Charset charset, Consumer<String> onLine, Consumer<@Nullable IOException> onEnd) {
        Thread reader = new Thread(() -> read(in, charset, onLine, onEnd), "fingerpost-input");
        reader.setDaemon(true);
        reader.start();
    }

    /** Lets one more line be read. */
    void done() {
        permits.release();
    }

    private void read(InputStream in, Charset charset, Consumer<String> onLine, Consumer<@Nullable IOException> onEnd) {
        IOException failure = null;
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, charset));
        try {
            permits.acquire();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String next = line;
                loop.execute(() -> onLine.accept(next));
                permits.acquire();
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException why = failure;
        loop.execute(() -> onEnd.accept(why));
    }
}
