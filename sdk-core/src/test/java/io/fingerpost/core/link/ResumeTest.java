package io.fingerpost.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void theOtherEndMayBeDoneWithMoreThanWasSentSinceThisEndStartedAgain() {
        SendLink<String> link = new SendLink<>(13);
        SendLink.Output<String> output = new SendLink.Output<>() {
            @Override
            public void transmit(SendLink.Piece<String> piece) {}

            @Override
            public void ask(SendLink.Piece<String> piece) {}

            @Override
            public void done(String message) {
                done.add(message);
            }
        };
        link.resume(
                true,
                LinkLimits.DEFAULT,
                new AckBlock(13, 0, new byte[] {1}, 0, 0),
                0,
                output); // 14 is open, 15 is done with
        link.offerAt(14, new byte[10], "alice", "fourteen", true);
        link.poll(0, output);

        link.onAck(AckBlock.upTo(15), -1, 1, output);

        assertThat(done).containsExactly("fourteen");
        assertThat(link.offerAt(16, new byte[10], "alice", "sixteen", false)).isEqualTo(16);
    }
}
