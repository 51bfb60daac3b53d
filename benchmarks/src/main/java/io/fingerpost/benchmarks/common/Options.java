package io.fingerpost.benchmarks.common;

import io.fingerpost.core.Transport;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What the commands' options have in common. */
public final class Options {
    private Options() {}

    /** Returns the name of a transport as the command line has it: {@code udp}, {@code tcp} or {@code ws}. */
    public static String name(Transport transport) {
        return transport == Transport.WEBSOCKET ? "ws" : transport.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks a number.
     *
     * @throws ParameterException if it lies outside of the range
     */
    public static void checkRange(CommandSpec command, String option, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new ParameterException(
                    command.commandLine(),
                    String.format(Locale.ROOT, "%s must be from %.0f to %.0f: %s", option, min, max, value));
        }
    }

    /** Reads a transport. */
    public static final class TransportConverter implements ITypeConverter<Transport> {
        @Override
        public Transport convert(String text) {
            return switch (text) {
                case "udp" -> Transport.UDP;
                case "tcp" -> Transport.TCP;
                case "ws" -> Transport.WEBSOCKET;
                default -> throw new TypeConversionException("'" + text + "' is not a transport: udp, tcp or ws");
            };
        }
    }

    /** Reads a profile. */
    public static final class ProfileConverter implements ITypeConverter<Profile> {
        @Override
        public Profile convert(String text) {
            return switch (text) {
                case "base" -> Profile.BASE;
                case "link" -> Profile.LINK;
                default -> throw new TypeConversionException("'" + text + "' is not a profile: base or link");
            };
        }
    }
}
