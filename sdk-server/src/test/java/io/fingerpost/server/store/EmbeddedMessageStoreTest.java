package io.fingerpost.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedMessageStoreTest extends MessageStoreContract {
    @TempDir
    private Path directory;

    @Override
    MessageStore open(StoreLimits limits, LongSupplier wallMillis) {
        try {
            return EmbeddedMessageStore.open(directory, limits, wallMillis, EmbeddedMessageStore.Tuning.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
