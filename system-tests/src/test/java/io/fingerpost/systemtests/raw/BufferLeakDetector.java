package io.fingerpost.systemtests.raw;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What Netty finds leaks with in the tests of this module: the pom names it in {@code io.netty.customResourceLeakDetector}, so Netty
 * makes it, and whatever it finds anywhere in the JVM is kept for {@link BufferLeaks}.
 *
 * @param <T> what may leak
 */
public final class BufferLeakDetector<T> extends ResourceLeakDetector<T> {
    /** What was found. Static, because Netty makes one detector for the whole JVM, and hands it to nobody. */
    static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    /** The hint of a buffer that a test leaks on purpose: it is found like any other, but not logged as an error. */
    static final String ON_PURPOSE = "leaked on purpose";

    /** Called by Netty. */
    public BufferLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** Never called, but Netty complains in the log if it is not there. */
    public BufferLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        REPORTS.add(resourceType + records);
        if (!records.contains(ON_PURPOSE)) {
            super.reportTracedLeak(resourceType, records);
        }
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        REPORTS.add(resourceType);
        super.reportUntracedLeak(resourceType);
    }
}
