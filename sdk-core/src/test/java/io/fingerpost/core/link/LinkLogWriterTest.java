package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.core.time.TaskLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinkLogWriterTest {
    private final Queue<Runnable> disk = new ArrayDeque<>();
    private final List<@Nullable String> told = new ArrayList<>();
    private final MemoryFile file = new MemoryFile();
    private final LinkLogWriter writer = new LinkLogWriter(new SameThread(), disk::add, file);
    private @Nullable LinkLog opened;

    private void runDisk() {
        Runnable task;
        while ((task = disk.poll()) != null) {
            task.run();
        }
    }

    private void open(@Nullable String device) {
        writer.open(device, "new", 7, (kept, damaged, failure) -> {
            opened = kept;
            told.add(damaged + failure);
        });
        runDisk();
    }

    private LinkLog inTheFile() {
        LinkLog log = LinkLog.read(file.bytes());
        assertThat(log.isDamaged()).isFalse();
        return log;
    }

    @Test
    @DisplayName("A new file begins a numbering, of a new device if none is wanted")
    void newFile() {
        open(null);
        assertThat(told).containsExactly("false");
        assertThat(Objects.requireNonNull(opened).device()).isEqualTo("new");
        assertThat(inTheFile().epoch()).isEqualTo(7);
    }

    @Test
    void theDeviceThatIsWanted() {
        open("phone");
        assertThat(inTheFile().device()).isEqualTo("phone");
    }

    @Test
    @DisplayName("What comes while the disk is busy is written in one go; listeners are told in order, after it")
    void oneGo() {
        open("phone");
        told.clear();
        int forced = file.forced;
        writer.message(1, new byte[] {1}, failure -> told.add("one " + failure));
        writer.message(2, new byte[] {2}, failure -> told.add("two " + failure));
        writer.ended(1);
        writer.received("server", AckBlock.upTo(1));
        writer.received("server", AckBlock.upTo(5));
        writer.sync(failure -> told.add("all " + failure));
        assertThat(disk).hasSize(1);
        assertThat(told).isEmpty();

        runDisk();
        assertThat(told).containsExactly("one null", "two null", "all null");
        assertThat(file.forced).isEqualTo(forced + 1);
        assertThat(inTheFile().messages()).containsOnlyKeys(2L);
        assertThat(inTheFile().received().cum()).isEqualTo(5);
    }

    @Test
    @DisplayName("Nobody waits for it: the disk is not waited for")
    void notForced() {
        open("phone");
        int forced = file.forced;
        writer.received("server", AckBlock.upTo(3));
        runDisk();
        assertThat(file.forced).isEqualTo(forced);
        assertThat(inTheFile().received().cum()).isEqualTo(3);
    }

    @Test
    @DisplayName("What could not be written is in the log that is written next")
    void diskFull() {
        open("phone");
        told.clear();
        file.full = true;
        writer.message(1, new byte[] {1}, told::add);
        runDisk();
        assertThat(told).containsExactly("full");
        assertThat(inTheFile().messages()).isEmpty();

        file.full = false;
        writer.message(2, new byte[] {2}, told::add);
        runDisk();
        assertThat(told).containsExactly("full", null);
        assertThat(inTheFile().messages()).containsOnlyKeys(1L, 2L);
    }

    @Test
    void aFileThatCannotBeHadIsGivenBack() {
        file.inUse = true;
        open("phone");
        assertThat(opened).isNull();
        assertThat(told).containsExactly("falsein use");
        assertThat(file.closed).isTrue();
    }

    @Test
    @DisplayName("Closed after what was handed in before; nothing is kept afterwards")
    void closes() {
        open("phone");
        writer.message(1, new byte[] {1}, told::add);
        writer.close();
        writer.message(2, new byte[] {2}, told::add);
        writer.ended(1);
        writer.received("server", AckBlock.upTo(3));
        runDisk();
        assertThat(file.closed).isTrue();
        assertThat(inTheFile().messages()).containsOnlyKeys(1L);
    }

    private static final class MemoryFile implements LinkLogFile {
        private byte[] bytes = {};
        private int forced;
        private boolean full;
        private boolean inUse;
        private boolean closed;

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public byte[] open() throws IOException {
            if (inUse) {
                throw new IOException("in use");
            }
            closed = false;
            return bytes();
        }

        @Override
        public void truncate(long newLength) {
            bytes = Arrays.copyOf(bytes, (int) newLength);
        }

        @Override
        public void append(byte[] more, boolean force) throws IOException {
            checkSpace();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(bytes);
            all.write(more);
            bytes = all.toByteArray();
            forced += force ? 1 : 0;
        }

        @Override
        public void replace(byte[] others) throws IOException {
            checkSpace();
            bytes = others.clone();
        }

        private void checkSpace() throws IOException {
            if (full) {
                throw new IOException("full");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class SameThread implements TaskLoop {
        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timeout schedule(Runnable task, long delayNanos) {
            throw new UnsupportedOperationException("nothing waits for a time");
        }
    }
}
