package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.ReconnectPolicy;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** A push message of the application's own service wakes the client up. */
public class PushWakeUpTest extends PhoneTest {
    private static FingerpostAndroidBuilder resting(FingerpostAndroidBuilder b) {
        return b.manualLifecycle().offlineInBackground(5, TimeUnit.SECONDS).pushWindow(18, 2, TimeUnit.SECONDS);
    }

    /** Returns a client that went offline because it is in the background. */
    private FingerpostAndroid resting() {
        FingerpostAndroid im = phone.online(server.tcp(), PushWakeUpTest::resting);
        phone.pass(5_000);
        phone.awaitEvent("offline NETWORK_LOST for now");
        phone.await(() -> !server.server.sessions().isOnline("alice"));
        phone.events.clear();
        return im;
    }

    @Test
    public void fetchesWhatWaitsAndGoesToRestAgain() {
        FingerpostAndroid im = resting();
        server.server.sender().send("alice", "one");
        server.server.sender().send("alice", "two");
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.awaitEvent("message two");
        assertThat(phone.events).containsExactly("online alice", "message one", "message two");
        assertThat(done).isNotDone();
        phone.pass(1_999);
        assertThat(done).isNotDone();
        phone.pass(1);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.FETCHED);
        phone.awaitEvent("offline NETWORK_LOST for now");
        assertThat(im.userId()).isEqualTo("alice");
    }

    @Test
    public void eachMessageKeepsItOnlineForAWhile_atMostForTheWindow() {
        FingerpostAndroid im = resting();
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.awaitEvent("online alice");
        for (int i = 0; i < 11; i++) {
            server.server.sender().send("alice", "m" + i);
            phone.awaitEvent("message m" + i);
            phone.pass(1_500);
        }
        assertThat(done).isNotDone();
        server.server.sender().send("alice", "last");
        phone.awaitEvent("message last");
        phone.pass(1_500);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.OUT_OF_TIME);
        phone.awaitEvent("offline NETWORK_LOST for now");
    }

    @Test
    public void afterProcessDeathItLogsInByItself() throws IOException {
        phone.store.save(new RememberedLogin("alice", "secret", null, 1_000));
        FingerpostAndroid im = phone.client(server.tcp(), PushWakeUpTest::resting);
        phone.pass(5_000);
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.awaitEvent("online alice");
        phone.pass(2_000);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.FETCHED);
    }

    @Test
    public void nobodyIsLoggedIn() {
        FingerpostAndroid im = phone.client(server.tcp());
        assertThat(phone.get(im.onPushWakeUp())).isEqualTo(PushOutcome.NOT_LOGGED_IN);
        assertThat(im.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    public void theServerCannotBeReached() {
        FingerpostAndroid im = resting();
        server.close();
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.awaitEvent("error 202");
        phone.pass(17_999);
        assertThat(done).isNotDone();
        phone.pass(1);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.OUT_OF_TIME);
        phone.awaitState(im, ClientState.WAITING_RECONNECT);
    }

    @Test
    public void aConnectionThatSeemedAliveHasTimeToProveIt() {
        FingerpostAndroid im = phone.online(server.tcp());
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.pass(5_999);
        assertThat(done).isNotDone();
        phone.pass(1);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.FETCHED);
        assertThat(im.state()).isEqualTo(ClientState.ONLINE);
        assertThat(server.logins).hasSize(1);
    }

    @Test
    public void messagesOfAPushThatOverlapEndTogether() {
        FingerpostAndroid im = resting();
        CompletableFuture<PushOutcome> one = im.onPushWakeUp();
        phone.awaitEvent("online alice");
        phone.pass(1_000);
        CompletableFuture<PushOutcome> two = im.onPushWakeUp();
        phone.pass(6_000);
        assertThat(phone.get(one)).isEqualTo(PushOutcome.FETCHED);
        assertThat(phone.get(two)).isEqualTo(PushOutcome.FETCHED);
    }

    @Test
    public void itComesThroughABlockedNetworkInDoze() {
        FingerpostAndroid im = phone.online(
                server.tcp(),
                b -> b.client(c -> c.server(server.tcp())
                        .listener(phone)
                        .reconnect(ReconnectPolicy.exponential(1, 1, TimeUnit.HOURS))));
        phone.block(phone.mobile, true);
        phone.awaitEvent("offline NETWORK_LOST for now");
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        phone.awaitEvent("online alice");
        phone.pass(2_000);
        assertThat(phone.get(done)).isEqualTo(PushOutcome.FETCHED);
    }

    @Test
    public void closedInTheMiddle() {
        FingerpostAndroid im = resting();
        CompletableFuture<PushOutcome> done = im.onPushWakeUp();
        im.close();
        assertThat(phone.get(done)).isEqualTo(PushOutcome.NOT_LOGGED_IN);
        assertThat(phone.get(im.onPushWakeUp())).isEqualTo(PushOutcome.NOT_LOGGED_IN);
    }
}
