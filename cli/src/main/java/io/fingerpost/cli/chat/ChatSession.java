package io.fingerpost.cli.chat;

import io.fingerpost.cli.ExitCode;
import io.fingerpost.cli.Terminal;
import io.fingerpost.client.ClientException;
import io.fingerpost.client.ClientListener;
import io.fingerpost.client.ImClient;
import io.fingerpost.client.LoginResult;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.client.ServerAddress;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.Delivery;
import io.fingerpost.core.delivery.DeliveryException;
import io.fingerpost.core.delivery.DeliveryState;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a chat from login to logout. Confined to the {@link ChatLoop}. What is attached to futures hands over to the loop,
 * although it runs there already: a future would keep an exception to itself, and the loop ends the program with it.
 */
final class ChatSession implements ClientListener {
    private final ChatLoop loop;
    private final ChatPrinter printer;
    private final InputLines input;
    private final Terminal terminal;
    private final ServerAddress address;
    private @Nullable ImClient client; // set by start
    private @Nullable String receiver;
    private int messages; // sent so far; the last one's number
    private int underWay; // messages without an outcome
    private boolean failed; // whether anything that was typed did not succeed
    private boolean ending; // nothing more is read
    private boolean over; // the exit code is given

    ChatSession(Terminal terminal, ChatLoop loop, ServerAddress address, @Nullable String receiver) {
        this.loop = loop;
        this.printer = new ChatPrinter(terminal);
        this.input = new InputLines(loop);
        this.terminal = terminal;
        this.address = address;
        this.receiver = receiver;
    }

    /** Logs in; what follows happens on the loop. */
    void start(ImClient newClient, String user, @Nullable String token) {
        client = newClient;
        printer.note("connecting to " + address + " as " + user);
        newClient.login(user, token).whenComplete((result, failure) -> loop.execute(() -> onLogin(result, failure)));
    }

    private void onLogin(@Nullable LoginResult result, @Nullable Throwable failure) {
        if (over) {
            return; // the failure has been reported as the end of the login
        }
        if (failure != null || result == null) {
            end("cannot log in: " + reason(failure), ExitCode.FAILURE);
        } else if (result.refused()) {
            end("the server refused the login, code " + result.code(), ExitCode.FAILURE);
        } else {
            input.start(terminal.in(), terminal.charset(), this::onLine, this::onEndOfInput);
        }
    }

    private void onLine(String line) {
        if (ending || line.isBlank()) {
            input.done();
        } else if (line.startsWith(":") && !line.startsWith("::")) {
            onCommand(line.strip());
        } else if (receiver == null) {
            fail("nobody to send to yet: ':to USER' says who");
        } else {
            send(receiver, line.startsWith("::") ? line.substring(1) : line);
        }
    }

    private void onCommand(String line) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case ":to" -> changeReceiver(rest);
            case ":server" -> sendToServer(rest);
            case ":state" -> note(state());
            case ":stats" -> note(printer.describe(client().statistics()));
            case ":help" -> note(ChatPrinter.HELP);
            case ":quit" -> {
                input.done();
                onEndOfInput(null);
            }
            default -> fail("there is no command " + words[0] + "; ':help' lists them");
        }
    }

    private void note(String text) {
        printer.note(text);
        input.done();
    }

    private void fail(String text) {
        failed = true;
        printer.problem(text);
        input.done();
    }

    private void changeReceiver(String user) {
        if (user.isEmpty()) {
            note(receiver == null ? "no receiver yet: ':to USER' says who" : "messages go to " + receiver);
        } else if (user.length() > Protocal.MAX_ID_CHARS) {
            fail("a user id has at most " + Protocal.MAX_ID_CHARS + " characters");
        } else {
            receiver = user;
            note("messages go to " + user);
        }
    }

    private void sendToServer(String text) {
        if (text.isEmpty()) {
            fail("':server TEXT' sends a text to the application in the server");
        } else {
            send(Protocal.SERVER_ID, text);
        }
    }

    private String state() {
        return client().state() + ", " + client().userId() + " at " + address
                + (receiver == null ? "" : ", messages go to " + receiver)
                + (underWay == 0 ? "" : ", " + underWay + " without an outcome yet");
    }

    private void send(String to, String text) {
        int number = ++messages;
        underWay++;
        printer.sending(number, to, text, client().state().isOnline());
        long sentNanos = System.nanoTime();
        Delivery delivery = client().sender().send(to, text);
        delivery.accepted()
                .whenComplete((state, failure) -> loop.execute(() -> {
                    onOutcome(number, to, millisSince(sentNanos), delivery, state, failure);
                    delivery.delivered()
                            .thenAccept(last -> loop.execute(() -> {
                                if (last != state) { // it was accepted, and now it is delivered
                                    long millis = millisSince(sentNanos);
                                    printer.succeeded(number, to, last, millis, delivery.transmissions());
                                }
                            }));
                }));
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void onOutcome(
            int number,
            String to,
            long millis,
            Delivery delivery,
            @Nullable DeliveryState state,
            @Nullable Throwable failure) {
        underWay--;
        input.done();
        if (state != null) {
            printer.succeeded(number, to, state, millis, delivery.transmissions());
        } else {
            failed = true;
            DeliveryState ended = failure instanceof DeliveryException e ? e.state() : DeliveryState.LOST;
            printer.failed(number, to, ended, reason(failure));
        }
        endIfNothingIsLeft();
    }

    private void onEndOfInput(@Nullable IOException failure) {
        if (ending) {
            return;
        }
        if (failure != null) {
            failed = true;
            printer.problem("the input cannot be read any further: " + failure.getMessage());
        }
        ending = true;
        if (underWay > 0) {
            printer.note("waiting for the outcome of " + underWay + (underWay == 1 ? " message" : " messages"));
        }
        endIfNothingIsLeft();
    }

    private void endIfNothingIsLeft() {
        if (ending && underWay == 0 && !over) {
            over = true;
            client().logout()
                    .whenComplete((done, failure) -> loop.execute(() -> {
                        printer.note("logged out");
                        loop.end(failed ? ExitCode.FAILURE : ExitCode.OK);
                    }));
        }
    }

    @Override
    public void onOnline(LoginResult result) {
        printer.note("online as " + result.userId());
    }

    @Override
    public void onOffline(OfflineReason reason, boolean willReconnect) {
        if (willReconnect) {
            printer.problem("offline: " + ChatPrinter.describe(reason) + "; reconnecting");
        } else if (!over && reason != OfflineReason.LOGGED_OUT) {
            end("offline: " + ChatPrinter.describe(reason), ExitCode.FAILURE);
        }
    }

    @Override
    public void onMessage(Protocal message) {
        printer.received(message);
    }

    @Override
    public void onKickedOut(int code, String reason) {
        printer.problem("the server ended the session, code " + code + (reason.isEmpty() ? "" : ": " + reason));
    }

    @Override
    public void onError(int errorCode, String message) {
        printer.problem("error " + errorCode + ": " + message);
    }

    private void end(String why, int exitCode) {
        over = true;
        printer.problem(why);
        loop.execute(() -> loop.end(exitCode)); // after the outcomes that came before
    }

    private ImClient client() {
        return Objects.requireNonNull(client, "start was not called");
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ClientException || cause instanceof DeliveryException) {
            return String.valueOf(cause.getMessage());
        }
        return String.valueOf(cause);
    }
}
