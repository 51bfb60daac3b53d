package io.fingerpost.server;

import io.fingerpost.core.time.TaskLoop;
import io.fingerpost.server.callback.CallbackPool;
import io.fingerpost.server.gateway.BoundGateway;
import io.fingerpost.server.gateway.ConnectionAcceptor;
import io.fingerpost.server.gateway.Gateway;
import io.fingerpost.server.gateway.GatewayContext;
import io.fingerpost.server.gateway.netty.NettyLoops;
import io.fingerpost.server.routing.MessagingCore;
import io.fingerpost.server.session.ServerClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What exists between one start of an {@link ImServer} and its close. */
final class RunningServer {
    private static final long CLOSE_SECONDS = 5;
    private static final long EXPIRY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final CallbackPool callbacks;
    private final NettyLoops loops;
    private final MessagingCore core;
    private final List<BoundGateway> bound = new ArrayList<>();
    private final List<ListeningAddress> addresses = new ArrayList<>();

    RunningServer(ImServer.Builder settings) throws IOException {
        callbacks = new CallbackPool(settings.callbackThreads());
        loops = NettyLoops.create(settings.loopThreads());
        core = new MessagingCore(
                settings.listener(),
                settings.store(),
                ServerClock.SYSTEM,
                callbacks,
                settings.limits(),
                settings.timestamps());
        try {
            bindAll(settings.gateways());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        expireLater();
    }

    private void expireLater() {
        TaskLoop loop = loops.loops().get(0);
        Runnable expire = () -> {
            callbacks.execute(core::expireStored);
            expireLater();
        };
        loop.execute(() -> loop.schedule(expire, EXPIRY_INTERVAL_NANOS)); // a timer is set on its own loop
    }

    private void bindAll(List<Gateway> gateways) throws IOException {
        GatewayContext context = new GatewayContext() {
            @Override
            public ConnectionAcceptor acceptor() {
                return core.acceptor();
            }

            @Override
            public List<TaskLoop> loops() {
                return loops.loops();
            }
        };
        for (Gateway gateway : gateways) {
            BoundGateway b = gateway.bind(context);
            bound.add(b);
            addresses.add(new ListeningAddress(gateway.transport(), b.address()));
        }
    }

    MessagingCore core() {
        return core;
    }

    List<ListeningAddress> addresses() {
        return List.copyOf(addresses);
    }

    void reloadCertificates() throws IOException {
        for (BoundGateway gateway : bound) {
            gateway.reloadCertificates();
        }
    }

    /** From the outside in: no new peers, then the sessions, then what carries them, and the application's threads last. */
    void close() {
        bound.forEach(BoundGateway::stopAccepting);
        core.close();
        awaitLoops();
        bound.forEach(BoundGateway::close);
        loops.close();
        callbacks.close();
    }

    /** Waits until every loop has done what it was given so far: the ends of its sessions, and what they led to on other loops. */
    private void awaitLoops() {
        for (int round = 0; round < 2; round++) {
            CountDownLatch passed = new CountDownLatch(loops.loops().size());
            loops.loops().forEach(loop -> loop.execute(passed::countDown));
            try {
                if (!passed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
