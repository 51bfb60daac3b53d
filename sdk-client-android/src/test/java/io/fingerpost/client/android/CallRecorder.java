package io.fingerpost.client.android;

import io.fingerpost.client.ImClient;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stands in for a client, and writes down what it is told. */
final class CallRecorder {
    private final List<String> calls = new ArrayList<>();
    final ImClient client = (ImClient) Proxy.newProxyInstance(
            ImClient.class.getClassLoader(), new Class<?>[] {ImClient.class}, (proxy, method, args) -> {
                calls.add(args == null ? method.getName() : method.getName() + Arrays.toString(args));
                return null;
            });

    /** Returns what it was told since the last time. */
    List<String> take() {
        List<String> taken = new ArrayList<>(calls);
        calls.clear();
        return taken;
    }
}
