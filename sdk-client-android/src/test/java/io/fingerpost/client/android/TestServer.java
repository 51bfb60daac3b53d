package io.fingerpost.client.android;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.Transport;
import io.fingerpost.server.ImServer;
import io.fingerpost.server.LoginDecision;
import io.fingerpost.server.LoginRequest;
import io.fingerpost.server.ServerEventListener;
import io.fingerpost.server.UserSession;
import io.fingerpost.server.gateway.tcp.TcpGateway;
import io.fingerpost.server.gateway.websocket.WebSocketGateway;
import io.fingerpost.server.store.MessageStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real server, which lets everybody in who does not come with the token "refused". */
public final class TestServer implements AutoCloseable {
    public static final int REFUSED = 1025;

    public final List<LoginRequest> logins = new CopyOnWriteArrayList<>();
    public final List<String> received = new CopyOnWriteArrayList<>();
    public ImServer server;
    private final int tcpPort;

    public TestServer() {
        server = start(0);
        tcpPort = server.port(Transport.TCP);
    }

    private ImServer start(int port) {
        try {
            return ImServer.builder()
                    .gateway(TcpGateway.builder().port(port).build())
                    .gateway(WebSocketGateway.builder().port(0).build())
                    .store(MessageStores.inMemory())
                    .listener(new Listener())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens on the same port again, after the server was closed. */
    public void restart() {
        server = start(tcpPort);
    }

    public String tcp() {
        return "tcp://localhost:" + tcpPort;
    }

    public String webSocket() {
        return "ws://localhost:" + server.port(Transport.WEBSOCKET);
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Listener implements ServerEventListener {
        @Override
        public LoginDecision onUserLoginVerify(LoginRequest request) {
            logins.add(request);
            return "refused".equals(request.token()) ? LoginDecision.refuse(REFUSED) : LoginDecision.accept();
        }

        @Override
        public void onC2SMessage(Protocal p, UserSession from) {
            received.add(p.from() + ": " + p.dataContent());
        }
    }
}
