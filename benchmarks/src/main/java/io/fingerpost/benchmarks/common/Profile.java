package io.fingerpost.benchmarks.common;

import io.fingerpost.client.ImClientBuilder;
import java.util.Locale;

/** What the two ends of a link speak with each other. */
public enum Profile {
    /** One JSON packet a message and one for its acknowledgement, as every client of the format speaks it. */
    BASE,
    /** Numbered frames, negotiated at login. */
    LINK;

    /** Makes a client speak this profile. */
    public ImClientBuilder configure(ImClientBuilder client) {
        return client.profile(this == LINK ? io.fingerpost.client.Profile.LINK : io.fingerpost.client.Profile.BASE);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
