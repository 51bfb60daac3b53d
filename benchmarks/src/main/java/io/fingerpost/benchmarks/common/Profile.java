package io.fingerpost.benchmarks.common;

import io.fingerpost.client.ImClientBuilder;
import java.util.Locale;

/** What the two ends of a link speak with each other. */
public enum Profile {
    /** One JSON packet a message and one for its acknowledgement, as every client of the format speaks it. */
    BASE,
    /** Numbered frames, negotiated at login. */
    LINK;

    /** Makes a client speak this profile. This is the one place to change when clients learn another one. */
    public ImClientBuilder configure(ImClientBuilder client) throws BenchException {
        requireAvailable();
        return client;
    }

    /** Checks that this version of the SDK speaks the profile, before anything is started. */
    public void requireAvailable() throws BenchException {
        if (this != BASE) {
            throw new BenchException("--profile " + this
                    + " is not available: this version's clients and server speak the base profile only");
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
