package io.fingerpost.cli.server;

import io.fingerpost.cli.CliException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A properties file (UTF-8) whose keys are long option names without the dashes, such as {@code tcp=8901}. */
final class ServerConfigFile {
    private static final String DASHES = "--";

    private final Path file;
    private final Properties values;

    private ServerConfigFile(Path file, Properties values) {
        this.file = file;
        this.values = values;
    }

    /** Reads a file. */
    static ServerConfigFile read(Path file) throws CliException {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            values.load(reader);
        } catch (NoSuchFileException e) {
            throw CliException.failure("--config " + file + ": there is no such file", e);
        } catch (IOException | IllegalArgumentException e) { // the latter for a malformed \\u escape
            throw CliException.failure("--config " + file + " cannot be read: " + e, e);
        }
        return new ServerConfigFile(file, values);
    }

    /**
     * Returns the file's options, overridden by those that stand on the command line.
     *
     * @throws CliException if the file has keys that are no options, or values that they cannot have
     */
    ServerOptions overriddenBy(ParseResult commandLine) throws CliException {
        ServerOptions options = new ServerOptions();
        CommandLine parser = new CommandLine(options);
        checkKeys(parser);
        parser.setDefaultValueProvider(
                arg -> arg instanceof OptionSpec o ? values.getProperty(key(o), o.defaultValue()) : arg.defaultValue());
        try {
            parser.parseArgs();
            for (OptionSpec given : commandLine.matchedOptions()) {
                OptionSpec option = parser.getCommandSpec().findOption(given.longestName());
                if (option != null) {
                    option.setValue(given.getValue());
                }
            }
        } catch (ParameterException e) {
            throw CliException.usage("--config " + file + ": " + e.getMessage());
        }
        return options;
    }

    private void checkKeys(CommandLine parser) throws CliException {
        TreeSet<String> unknown = new TreeSet<>(values.stringPropertyNames());
        parser.getCommandSpec().options().forEach(option -> unknown.remove(key(option)));
        if (!unknown.isEmpty()) {
            throw CliException.usage("--config " + file + ": unknown " + (unknown.size() == 1 ? "key " : "keys ")
                    + String.join(", ", unknown)
                    + "; the keys are the long names of the command's options, without dashes");
        }
    }

    private static String key(OptionSpec option) {
        return option.longestName().substring(DASHES.length());
    }
}
