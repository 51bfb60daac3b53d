package io.fingerpost.demo.model;

import io.fingerpost.core.Protocal;
import io.fingerpost.demo.network.LocalServer;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.LogoutReason;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The application in the demo's server: lets everybody in, and answers what it is asked. On the server's callback threads. */
final class ServerApplication implements ServerEventListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int MAX_QUOTED_CHARS = 500;

    private final Runnable onUsersChanged;
    private volatile @Nullable LocalServer server; // set once, before the first start

    ServerApplication(Runnable onUsersChanged) {
        this.onUsersChanged = onUsersChanged;
    }

    /** Says which server this is the application of; before it starts. */
    void attach(LocalServer to) {
        server = to;
    }

    @Override
    public LoginDecision onUserLoginVerify(LoginRequest request) {
        return LoginDecision.accept();
    }

    @Override
    public void onUserLoginSuccess(UserSession session) {
        onUsersChanged.run();
    }

    @Override
    public void onUserLogout(UserSession session, LogoutReason reason) {
        onUsersChanged.run();
    }

    @Override
    public void onC2SMessage(Protocal p, UserSession from) {
        ImServer running = Objects.requireNonNull(server, "server").running();
        if (running != null) {
            running.sender().send(from.userId(), answer(Objects.requireNonNullElse(p.dataContent(), ""), running));
        }
    }

    private static String answer(String question, ImServer running) {
        return switch (question.strip().toLowerCase(Locale.ROOT)) {
            case "help" -> "I know: time, who, help. Everything else I repeat.";
            case "time" -> "It is " + TIME.format(LocalTime.now(ZoneId.systemDefault())) + " here.";
            case "who" ->
                running.sessions().all().stream()
                        .map(UserSession::userId)
                        .sorted()
                        .collect(Collectors.joining(", ", "Online: ", "."));
            default -> "You said: " + shorten(question);
        };
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= MAX_QUOTED_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_QUOTED_CHARS)) + " …";
    }
}
