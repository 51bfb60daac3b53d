package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import io.fingerpost.core.Transport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be configured about the standalone server: on the command line, and in a file by the same names. */
final class ServerOptions {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_SECONDS = 86_400;
    private static final int MIN_PACKET_BYTES = 512;
    private static final int MAX_PACKET_BYTES = 16 << 20;
    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_LOOPS = 1_024;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address or host name to listen on (default: all addresses of this machine).")
    @Nullable String host;

    @Option(
            names = "--tcp",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description =
                    "Listen for TCP. 0 picks a free port, here and below. With none of --tcp, --udp and --ws, all three"
                            + " listen, on ports 8901, 7901 and 3000; otherwise only those that are given.")
    @Nullable Integer tcp;

    @Option(names = "--udp", paramLabel = "PORT", converter = PortConverter.class, description = "Listen for UDP.")
    @Nullable Integer udp;

    @Option(names = "--ws", paramLabel = "PORT", converter = PortConverter.class, description = "Listen for WebSocket.")
    @Nullable Integer ws;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            defaultValue = "/websocket",
            description = "Path of the WebSocket (default: ${DEFAULT-VALUE}).")
    String wsPath = "/websocket";

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Certificate chain in PEM; with --key, TCP and WebSocket speak TLS only.")
    @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's private key in PEM.")
    @Nullable Path key;

    @Mixin
    final StoreOptions store = new StoreOptions();

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description =
                    "Who may log in: a file of lines user:token. Others are refused with code 1025. Without it, everybody"
                            + " may log in as anybody.")
    @Nullable Path users;

    @Option(
            names = "--heartbeat",
            paramLabel = "SECONDS",
            description =
                    "How often clients are expected to show that they are alive; sessions that stay silent for longer end"
                            + " (default: 15 on TCP and WebSocket, 5 on UDP).")
    @Nullable Integer heartbeat;

    @Option(
            names = "--delivery-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long a recipient has to acknowledge a message (default: ${DEFAULT-VALUE}).")
    int deliveryTimeout = 10;

    @Option(
            names = "--timestamps",
            description = "Stamp each message with the server's time, in the packet's field sm.")
    boolean timestamps;

    @Option(
            names = "--max-packet",
            paramLabel = "BYTES",
            description = "Largest packet that is served, from 512 (default: 65536, over UDP what fits a datagram).")
    @Nullable Integer maxPacket;

    @Option(
            names = "--max-connections",
            paramLabel = "COUNT",
            description = "Most connections at once, for each transport.")
    @Nullable Integer maxConnections;

    @Option(
            names = "--loops",
            paramLabel = "COUNT",
            description = "Threads that serve connections (default: one for every two processors).")
    @Nullable Integer loops;

    @Option(names = "--echo-c2s", description = "Send the text of messages to the server back to their senders.")
    boolean echoC2s;

    /** Returns the port to listen on, or null if the transport is left out. */
    @Nullable Integer port(Transport transport) {
        if (tcp == null && udp == null && ws == null) {
            return transport.defaultPort();
        }
        return switch (transport) {
            case TCP -> tcp;
            case UDP -> udp;
            case WEBSOCKET -> ws;
        };
    }

    /** Checks what one option alone cannot tell. */
    void check() throws CliException {
        store.check();
        if ((cert == null) != (key == null)) {
            throw CliException.usage("--cert and --key belong together, and one of them is missing");
        }
        if (cert != null && port(Transport.TCP) == null && port(Transport.WEBSOCKET) == null) {
            throw CliException.usage("--cert has no effect: UDP cannot be encrypted, and nothing else listens");
        }
        checkRange("--heartbeat", heartbeat, 1, MAX_SECONDS);
        checkRange("--delivery-timeout", deliveryTimeout, 1, MAX_SECONDS);
        checkRange("--max-packet", maxPacket, MIN_PACKET_BYTES, MAX_PACKET_BYTES);
        checkRange("--max-connections", maxConnections, 1, MAX_CONNECTIONS);
        checkRange("--loops", loops, 1, MAX_LOOPS);
        if (!wsPath.startsWith("/")) {
            throw CliException.usage("--ws-path must begin with a slash: " + wsPath);
        }
    }

    private static void checkRange(String option, @Nullable Integer value, int min, int max) throws CliException {
        if (value != null && (value < min || value > max)) {
            throw CliException.usage(option + " must be from " + min + " to " + max + ": " + value);
        }
    }

    /** Reads a port. */
    static final class PortConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int port = Integer.parseInt(text.trim());
                if (port >= 0 && port <= MAX_PORT) {
                    return port;
                }
            } catch (NumberFormatException e) {
                throw notAPort(text);
            }
            throw notAPort(text);
        }

        private static TypeConversionException notAPort(String text) {
            return new TypeConversionException("'" + text + "' is not a port from 0 to " + MAX_PORT);
        }
    }
}
