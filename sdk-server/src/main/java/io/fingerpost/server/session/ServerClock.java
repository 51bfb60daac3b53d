package io.fingerpost.server.session;

/** The two clocks of the server. Any thread may ask. */
public interface ServerClock {
    /** The clocks of the machine. */
    ServerClock SYSTEM = new ServerClock() {
        @Override
        public long nowNanos() {
            return System.nanoTime();
        }

        @Override
        public long nowMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Returns the monotonic time, which all intervals are measured by; the same that the loops use. */
    long nowNanos();

    /** Returns the wall clock in milliseconds since the epoch, which only names moments to people and applications. */
    long nowMillis();
}
