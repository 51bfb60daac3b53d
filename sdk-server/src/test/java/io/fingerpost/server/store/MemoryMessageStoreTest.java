package io.fingerpost.server.store;

import java.util.function.LongSupplier;

final class MemoryMessageStoreTest extends MessageStoreContract {
    @Override
    MessageStore open(StoreLimits limits, LongSupplier wallMillis) {
        return new MemoryMessageStore(limits, wallMillis);
    }
}
