package io.fingerpost.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code fingerpost server} in a process of its own, on free ports. */
public final class RunningServer implements AutoCloseable {
    private final CliProcess process;
    private final String readyLine;

    private RunningServer(CliProcess process) {
        this.process = process;
        this.readyLine = process.awaitOut("ready");
    }

    public static RunningServer start(String... options) throws IOException {
        List<String> args =
                new ArrayList<>(List.of("server", "--host", "127.0.0.1", "--tcp", "0", "--udp", "0", "--ws", "0"));
        args.addAll(List.of(options));
        return new RunningServer(CliProcess.start(args.toArray(String[]::new)));
    }

    public CliProcess process() {
        return process;
    }

    public String readyLine() {
        return readyLine;
    }

    /** Returns an address for clients, such as {@code tcp://127.0.0.1:40123}. */
    public String address(String scheme) {
        String transport = scheme.equals("tls") ? "tcp" : scheme.equals("wss") ? "ws" : scheme;
        Matcher port = Pattern.compile(transport + "=(\\d+)").matcher(readyLine);
        if (!port.find()) {
            throw new IllegalArgumentException("no " + transport + " in " + readyLine);
        }
        return scheme + "://127.0.0.1:" + port.group(1);
    }

    @Override
    public void close() {
        process.close();
    }
}
