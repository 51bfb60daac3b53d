package io.fingerpost.client.android;

import static org.assertj.core.api.Assertions.assertThat;

import io.fingerpost.client.ClientState;
import io.fingerpost.client.LoginResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** M42: where callbacks run. */
public class CallbacksTest extends PhoneTest {
    @Test
    public void m42_onTheMainThreadAndInOrder() {
        FingerpostAndroid im = phone.client(server.tcp());
        CompletableFuture<Thread> completedOn = new CompletableFuture<>();
        CompletableFuture<LoginResult> login = im.login("alice", "secret");
        login.whenComplete((result, failure) -> completedOn.complete(Thread.currentThread()));
        assertThat(completedOn).as("never in the calling thread").isNotDone();
        phone.await(completedOn::isDone);
        List<String> expected =
                IntStream.range(0, 200).mapToObj(i -> "message " + i).collect(Collectors.toList());
        IntStream.range(0, 200).forEach(i -> server.server.sender().send("alice", "" + i));
        phone.await(() -> phone.events.size() > 200);
        assertThat(phone.events.subList(1, 201)).isEqualTo(expected);
        assertThat(phone.threads).containsOnly(Thread.currentThread());
        assertThat(completedOn.join()).isSameAs(Thread.currentThread());
    }

    @Test
    public void m42_callingBackIntoTheClientIsSafe() {
        FingerpostAndroid im = phone.client(server.tcp());
        CompletableFuture<Void> loggedOut = im.login("alice", "secret")
                .thenCompose(result ->
                        im.sender().sendToServer("from a callback").delivered().thenCompose(state -> im.logout()));
        phone.get(loggedOut);
        assertThat(server.received).containsExactly("alice: from a callback");
        assertThat(im.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    public void onAnExecutorOfTheApplication() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        try {
            FingerpostAndroid im = phone.client(server.tcp(), b -> b.callbackExecutor(own));
            phone.get(im.login("alice", "secret"));
            assertThat(phone.threads).isNotEmpty().doesNotContain(Thread.currentThread());
            assertThat(phone.get(im.resume())).isTrue();
        } finally {
            own.shutdown();
        }
    }

    @Test
    public void anExecutorThatTakesNothingLosesNothing() {
        FingerpostAndroid im = phone.client(
                server.tcp(),
                b -> b.callbackExecutor(task -> {
                    throw new RejectedExecutionException();
                }));
        assertThat(phone.get(im.resume())).isFalse();
        assertThat(phone.get(im.login("alice", "secret")).accepted()).isTrue();
        CompletableFuture<PushOutcome> push = im.onPushWakeUp();
        phone.pass(20_000);
        assertThat(phone.get(push)).isEqualTo(PushOutcome.FETCHED);
    }
}
