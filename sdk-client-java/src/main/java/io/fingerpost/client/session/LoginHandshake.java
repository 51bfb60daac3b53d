package io.fingerpost.client.session;

import io.fingerpost.core.ErrorCode;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import io.fingerpost.core.delivery.RetransmissionPolicy;
import io.fingerpost.core.time.TaskLoop.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server on one connection to log the user in: fetches a token, sends the packet, repeats it where packets get lost, and gives up
 * when no answer comes in time. Confined to the loop.
 */
final class LoginHandshake {
    private final ClientContext context;
    private final Login login;
    private final ServerConnection connection;
    private final SessionMachine machine;
    private final RetransmissionPolicy policy;
    private final long rtoNanos;
    private @Nullable Timeout deadline;
    private @Nullable Timeout repeat;
    private int transmissions;
    private boolean over;

    LoginHandshake(ClientContext context, Login login, ServerConnection connection, SessionMachine machine) {
        this.context = context;
        this.login = login;
        this.connection = connection;
        this.machine = machine;
        this.policy = RetransmissionPolicy.of(connection.transport());
        this.rtoNanos = policy.newEstimator().rtoNanos();
    }

    void start() {
        login.credentials().fetch(context, this);
    }

    /** Takes the token to log in with, or why the supplier has none. */
    void onToken(@Nullable String token, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (failure == null) {
            sendLogin(token);
        } else {
            String name = failure.getClass().getName();
            fail(ErrorCode.UNKNOWN, "the token supplier failed with " + name, failure);
        }
    }

    /** Ends all efforts; nothing is told any more. */
    void cancel() {
        over = true;
        cancel(deadline);
        cancel(repeat);
    }

    private void sendLogin(@Nullable String token) {
        LoginBody body = new LoginBody(
                login.userId(), token, login.credentials().extra(), login.firstLoginTime(), login.hello());
        byte[] packet = ProtocalCodec.encode(Packets.login(body));
        int limit = context.config.maxSentPacketBytes();
        if (packet.length > limit) {
            fail(
                    ErrorCode.INVALID_PACKET,
                    "the login is too large: " + packet.length + " bytes with token and extra, the most is " + limit,
                    null);
            return;
        }
        deadline = context.loop.schedule(this::onTimeout, context.config.loginTimeoutNanos());
        transmit(packet);
    }

    private void transmit(byte[] packet) {
        connection.send(packet);
        transmissions++;
        if (!connection.transport().isReliable()) {
            repeat = context.loop.schedule(() -> transmit(packet), policy.intervalNanos(transmissions, rtoNanos));
        }
    }

    private void onTimeout() {
        fail(ErrorCode.CANNOT_CONNECT, connection.address() + " did not answer the login in time", null);
    }

    private void fail(int errorCode, String reason, @Nullable Throwable cause) {
        cancel();
        machine.onAttemptFailed(errorCode, reason, cause);
    }

    private static void cancel(@Nullable Timeout timeout) {
        if (timeout != null) {
            timeout.cancel();
        }
    }
}
