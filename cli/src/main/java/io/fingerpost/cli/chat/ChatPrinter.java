package io.fingerpost.cli.chat;

import io.fingerpost.cli.Marks;
import io.fingerpost.cli.Printable;
import io.fingerpost.cli.Style;
import io.fingerpost.cli.Terminal;
import io.fingerpost.client.ClientStatistics;
import io.fingerpost.client.OfflineReason;
import io.fingerpost.core.Protocal;
import io.fingerpost.core.delivery.DeliveryState;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Writes what happens in a chat, one line an event. Messages, sent and received, go to standard output, the rest to standard error, so
 * that scripts can tell them apart. Whatever others sent is made harmless for the terminal first.
 */
final class ChatPrinter {
    static final String HELP = """
            What is typed goes to the current receiver.
              :to USER       change the receiver
              :server TEXT   send a text to the application in the server
              :state         the state of the connection
              :stats         what was counted so far
              :quit          wait for outcomes, log out and end; so does the end of the input
              ::text         send a text that begins with a colon""";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Terminal terminal;
    private final Marks marks;

    ChatPrinter(Terminal terminal) {
        this.terminal = terminal;
        this.marks = Marks.of(terminal);
    }

    void note(String text) {
        text.lines().forEach(line -> terminal.err().println(dim(time() + "  " + Printable.line(line))));
    }

    void problem(String text) {
        terminal.err().println(time() + "  " + Style.YELLOW.apply(terminal, Printable.line(text)));
    }

    void received(Protocal message) {
        String text = String.valueOf(message.dataContent());
        String from = Style.BOLD.apply(terminal, name(message.from()));
        terminal.out().println(time() + "  " + from + ": " + Printable.line(text));
    }

    void sending(int number, String to, String text, boolean online) {
        String state = marks.sending() + (online ? " sending: " : " waiting for the connection: ");
        line(number, to, dim(state + Printable.line(text)));
    }

    void succeeded(int number, String to, DeliveryState state, long millis, int transmissions) {
        String what =
                state == DeliveryState.DELIVERED ? marks.delivered() + " delivered" : marks.accepted() + " accepted";
        String again = transmissions > 1 ? ", sent " + transmissions + " times" : "";
        line(number, to, Style.GREEN.apply(terminal, what + " after " + millis + " ms" + again));
    }

    void failed(int number, String to, DeliveryState state, String reason) {
        String what = switch (state) {
            case REJECTED -> " not sent: ";
            case CANCELLED -> " cancelled: ";
            default -> " lost: ";
        };
        line(number, to, Style.RED.apply(terminal, marks.lost() + what + Printable.line(reason)));
    }

    private void line(int number, String to, String what) {
        terminal.out().println(time() + "  #" + number + ' ' + marks.arrow() + ' ' + name(to) + "  " + what);
    }

    String describe(ClientStatistics s) {
        return "sent " + s.messagesSent() + ", again " + s.retransmissions() + ", received " + s.messagesReceived()
                + ", repeats suppressed " + s.duplicatesSuppressed() + ", waiting " + s.pendingMessages()
                + ", reconnects "
                + s.reconnects() + ", round trip "
                + (s.smoothedRttMicros() < 0 ? "not measured" : s.smoothedRttMicros() / 1000.0 + " ms");
    }

    static String describe(OfflineReason reason) {
        return switch (reason) {
            case CONNECTION_BROKEN -> "the connection broke";
            case NETWORK_LOST -> "there is no network";
            case SESSION_EXPIRED -> "the server does not know the session any more";
            case KICKED_OUT -> "the server ended the session";
            case LOGIN_REFUSED -> "the server refused to log in again";
            case LOGGED_OUT -> "logged out";
            case CLOSED -> "closed";
        };
    }

    private static String name(String user) {
        return user.equals(Protocal.SERVER_ID) ? "server" : Printable.line(user);
    }

    private String dim(String text) {
        return Style.DIM.apply(terminal, text);
    }

    private static String time() {
        return LocalTime.now(ZoneId.systemDefault()).format(TIME);
    }
}
