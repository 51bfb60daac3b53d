package io.fingerpost.core.delivery;

/**
 * Limits repeats as long as nothing that was sent later has been answered. If something was, a message is probably lost, and may be repeated.
 * If not, the other end, or a queue on the way, perhaps stands still: to repeat everything that is under way, again and again, would make
 * the queue longer by a multiple of what is in it, and once it moves again it would never catch up. So then little is repeated, in rounds
 * (compare RFC 8985, RACK-TLP, and RFC 9002, section 6.2.4: at most two datagrams when a probe timeout expires). When a round is used up and
 * something is answered, the next one may be twice as large, up to four times what a first one may hold. Confined to one thread.
 */
public final class SilenceLimit {
    private static final int MAX_FACTOR = 4;

    private boolean anyAnswer;
    private long answeredNanos; // when that was sent which was sent last of all that was answered
    private long answeredNumber; // its number, as many are sent at the same time
    private boolean anyRound;
    private int rounds; // since the last answer
    private long roundNanos; // when the last one began
    private int allowance; // of it
    private int room; // left in it

    /**
     * Notes an answer.
     *
     * @param sentNanos when that was sent which was answered; if that is not known, as it was sent more than once, the first time
     * @param number its number; what is sent at the same time is sent in the order of the numbers
     */
    public void answered(long sentNanos, long number) {
        rounds = 0;
        if (!anyAnswer || isBefore(answeredNanos, answeredNumber, sentNanos, number)) {
            anyAnswer = true;
            answeredNanos = sentNanos;
            answeredNumber = number;
        }
    }

    private static boolean isBefore(long nanos, long number, long otherNanos, long otherNumber) {
        return nanos == otherNanos ? number < otherNumber : nanos - otherNanos < 0;
    }

    /** Returns how many rounds of repeats there were since the last answer. */
    public int rounds() {
        return rounds;
    }

    /**
     * Returns whether what is due may be sent again now, and takes it as sent then.
     *
     * @param sentNanos when it was last sent
     * @param number its number
     * @param size how much it counts for, in any unit, at most what a round holds
     * @param roundSize how much a round holds that begins now, in the same unit; {@link Integer#MAX_VALUE} is no limit
     * @param intervalNanos how long after the last round the next one may begin
     */
    public boolean tryTake(long sentNanos, long number, int size, int roundSize, long nowNanos, long intervalNanos) {
        if (anyAnswer && isBefore(sentNanos, number, answeredNanos, answeredNumber)) {
            return true;
        }
        if (!anyRound || nowNanos - nextRoundNanos(intervalNanos) >= 0) {
            boolean more = anyRound && rounds == 0 && room == 0;
            long largest = Math.min((long) MAX_FACTOR * roundSize, Integer.MAX_VALUE);
            allowance = more ? (int) Math.max(roundSize, Math.min(2L * allowance, largest)) : roundSize;
            anyRound = true;
            rounds++;
            roundNanos = nowNanos;
            room = allowance;
        }
        boolean taken = size <= room;
        room = taken ? room - size : 0; // what is asked for next has to wait behind this
        return taken;
    }

    /** Returns when the next round may begin, if there was one: what was refused is to be tried again then. */
    public long nextRoundNanos(long intervalNanos) {
        return roundNanos + intervalNanos;
    }
}
