package io.fingerpost.core.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a session moves to another address over UDP. A frame that names a session but comes from elsewhere is not acted upon; the server
 * answers it with a challenge, which is shorter than any frame, and moves the session there once the challenge comes back. Both have a head of
 * {@code 0x80}, a frame of version 0:
 *
 * <pre>
 * challenge = 0x80, 8 bytes nonce             from the server
 * answer    = 0x80, 8 bytes cid, 8 bytes nonce  from the client, at once
 * </pre>
 */
public final class PathChallenge {
    /** How many bytes the name of a session has in frames. */
    public static final int CID_BYTES = FrameFormat.CID_BYTES;

    /** How many bytes a nonce has. */
    public static final int NONCE_BYTES = 8;

    private static final int HEAD = FrameFormat.LINK;
    private static final int CHALLENGE_BYTES = 1 + NONCE_BYTES;
    private static final int ANSWER_BYTES = 1 + CID_BYTES + NONCE_BYTES;

    private PathChallenge() {}

    /** Server: returns the challenge with this nonce. */
    public static byte[] of(byte[] nonce) {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        challenge[0] = (byte) HEAD;
        System.arraycopy(nonce, 0, challenge, 1, NONCE_BYTES);
        return challenge;
    }

    /** Server: returns the session that a client's frame names, or null if it is too short to name one. */
    public static byte @Nullable [] cid(byte[] frame) {
        return frame.length < 1 + CID_BYTES ? null : Arrays.copyOfRange(frame, 1, 1 + CID_BYTES);
    }

    /** Server: returns the nonce that a client's frame brings back; null if it is not an answer. */
    public static byte @Nullable [] nonce(byte[] frame) {
        return frame.length == ANSWER_BYTES && (frame[0] & 0xff) == HEAD
                ? Arrays.copyOfRange(frame, 1 + CID_BYTES, ANSWER_BYTES)
                : null;
    }

    /** Client: returns the answer to a frame from the server; null if that is not a challenge. */
    static byte @Nullable [] answer(byte[] frame, int length, byte[] cid) {
        if (length != CHALLENGE_BYTES || (frame[0] & 0xff) != HEAD || cid.length != CID_BYTES) {
            return null;
        }
        byte[] answer = new byte[ANSWER_BYTES];
        answer[0] = (byte) HEAD;
        System.arraycopy(cid, 0, answer, 1, CID_BYTES);
        System.arraycopy(frame, 1, answer, 1 + CID_BYTES, NONCE_BYTES);
        return answer;
    }
}
