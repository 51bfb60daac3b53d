package io.fingerpost.core.delivery;

/**
 * Bounds what is repeated of which it is not known whether it is lost or late. When something that was sent later is answered, it is
 * probably lost, and may be repeated. When not, the other end, or a queue on the way, perhaps stands still: to repeat everything that is under
 * way, again and again, would make the queue longer by a multiple of what is in it, and once it moves again it would never catch up. So then
 * only the oldest is repeated, in rounds (compare RFC 8985, RACK-TLP, and RFC 9002, section 6.2.4: at most two datagrams when a probe timeout
 * expires). When a round is used up and answered, the next one may be twice as large. Confined to one thread.
 */
public final class SilenceLimit {
    private final int perRound;
    private boolean anyAnswer;
    private long answeredNanos; // when that was sent which was sent last of all that was answered
    private boolean anyRound;
    private int rounds; // since the last answer
    private long roundNanos; // when the last one began
    private int allowance; // of it
    private int room; // left in it

    /**
     * Creates a limit; nothing was answered yet.
     *
     * @param perRound how much may be repeated in a round, in whatever unit {@link #allows} is asked; {@link Integer#MAX_VALUE} is no
     *     limit
     */
    public SilenceLimit(int perRound) {
        this.perRound = perRound;
    }

    /**
     * Notes an answer.
     *
     * @param sentNanos when that was sent which was answered; if it was sent more than once, the first time
     */
    public void answered(long sentNanos) {
        answeredNanos = anyAnswer && sentNanos - answeredNanos < 0 ? answeredNanos : sentNanos;
        anyAnswer = true;
        rounds = 0;
    }

    /** Returns how many rounds of repeats there were since the last answer. */
    public int rounds() {
        return rounds;
    }

    /**
     * Returns whether what is due may be sent again now, and takes it as sent then. To be asked for the oldest first.
     *
     * @param sentNanos when it was last sent
     * @param size how much it counts for, at most what a round allows
     * @param intervalNanos how long after the last round the next one may begin
     */
    public boolean allows(long sentNanos, int size, long nowNanos, long intervalNanos) {
        if (anyAnswer && sentNanos - answeredNanos < 0) {
            return true;
        }
        if (!anyRound || nowNanos - nextRoundNanos(intervalNanos) >= 0) {
            boolean more = anyRound && rounds == 0 && room == 0;
            allowance = more ? (int) Math.min(2L * allowance, Integer.MAX_VALUE) : perRound;
            anyRound = true;
            rounds++;
            roundNanos = nowNanos;
            room = allowance;
        }
        boolean allowed = size <= room;
        room = allowed ? room - size : 0; // those that follow are younger
        return allowed;
    }

    /** Returns when the next round may begin, if there was one: what was refused is to be tried again then. */
    public long nextRoundNanos(long intervalNanos) {
        return roundNanos + intervalNanos;
    }
}
