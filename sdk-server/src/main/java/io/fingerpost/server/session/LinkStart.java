package io.fingerpost.server.session;

import io.fingerpost.core.codec.LinkHello;
import io.fingerpost.core.link.AckBlock;
import io.fingerpost.server.store.MessageStore;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where both directions of a link begin. Immutable.
 *
 * @param peer what the client said
 * @param hello what it is answered
 * @param peerDone what the client is done with of the server's numbers
 * @param sendAfter the number before the first that the server sends
 * @param received what the server is done with of the client's numbers
 */
record LinkStart(LinkHello peer, LinkHello hello, AckBlock peerDone, long sendAfter, AckBlock received) {
    /** Returns the beginning of a link whose numbers live no longer than the session: the client sends again what it has no word of. */
    static LinkStart withoutStore(LinkHello peer, byte @Nullable [] cid, int maxMessageBytes) {
        String token = UUID.randomUUID().toString();
        AckBlock received = AckBlock.upTo(peer.doneUpTo());
        LinkHello hello =
                LinkHello.ofServer(hex(cid), token, false, received.cum(), received.bitmap(), 0, maxMessageBytes);
        return new LinkStart(peer, hello, AckBlock.upTo(0), 0, received);
    }

    /**
     * Returns the beginning of a link whose numbers are those of the store.
     *
     * @param inbox the inbox of the user
     * @param stored what the store knows of the client's numbers
     */
    static LinkStart of(
            LinkHello peer, byte @Nullable [] cid, int maxMessageBytes, MessageStore.Inbox inbox, AckBlock stored) {
        boolean resumed = inbox.token().equals(peer.token()) && peer.rx() <= inbox.lastSequence();
        AckBlock peerDone = resumed ? AckBlock.of(peer) : AckBlock.upTo(inbox.doneUpTo());
        long sendAfter = Math.max(peerDone.cum(), inbox.doneUpTo());
        AckBlock received = stored.cum() >= peer.doneUpTo() ? stored : AckBlock.upTo(peer.doneUpTo());
        LinkHello hello = LinkHello.ofServer(
                hex(cid), inbox.token(), resumed, received.cum(), received.bitmap(), sendAfter, maxMessageBytes);
        return new LinkStart(peer, hello, peerDone, sendAfter, received);
    }

    private static String hex(byte @Nullable [] cid) {
        return cid == null ? "" : LinkHello.toHex(cid);
    }
}
