package io.fingerpost.testkit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fingerpost.core.Protocal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wire vectors: the examples of the wire protocol that stand as files in the folder {@code wire-vectors} of the repository.
 * Their format is explained in the README of that folder. Immutable.
 */
public final class WireVectors {
    /**
     * A packet, good or bad.
     *
     * @param name the file and the name of the case
     * @param hex what is on the wire, in hexadecimal digits
     * @param packet what it means; null if the bytes have to be refused
     * @param canonical whether our codec writes the packet with exactly these bytes
     */
    public record PacketCase(
            String name, String hex, @Nullable Protocal packet, boolean canonical) {
        /** Returns what is on the wire. */
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Packets in a stream of bytes over TCP.
     *
     * @param name the file and the name of the case
     * @param hex the stream, in hexadecimal digits
     * @param packets what a reader gets out of it
     * @param refused whether the stream has to be given up at its end
     */
    public record FrameCase(String name, String hex, List<String> packets, boolean refused) {
        /** Returns the stream. */
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A conversation.
     *
     * @param name the name of its file, without the ending
     * @param about what it shows
     * @param steps what happens, in the order of time
     */
    public record Conversation(String name, String about, List<Step> steps) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * One step of a conversation: somebody sends a packet, or the server closes a connection.
     *
     * @param byServer whether the server acts, and not the client
     * @param client the name of the connection
     * @param packet what is sent, with placeholders, see {@link WireTemplate}; null if the connection is closed
     */
    public record Step(
            boolean byServer, String client, @Nullable String packet) {}

    private final Path folder;

    private WireVectors(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the vectors of the repository that the working directory is in.
     *
     * @throws IllegalStateException if neither the working directory nor any above it has a folder {@code wire-vectors}
     */
    public static WireVectors find() {
        Path start = Path.of("").toAbsolutePath();
        for (Path here = start; here != null; here = here.getParent()) {
            Path folder = here.resolve("wire-vectors");
            if (Files.isDirectory(folder)) {
                return in(folder);
            }
        }
        throw new IllegalStateException("no folder wire-vectors in " + start + " or above it");
    }

    /** Returns the vectors in this folder. */
    public static WireVectors in(Path folder) {
        return new WireVectors(folder);
    }

    /** Reads all packets. */
    public List<PacketCase> packets() {
        List<PacketCase> all = new ArrayList<>();
        for (Path file : files("packets")) {
            for (JsonElement element : read(file).getAsJsonArray("cases")) {
                JsonObject json = element.getAsJsonObject();
                JsonObject packet = json.getAsJsonObject("packet");
                boolean canonical =
                        json.has("canonical") && json.get("canonical").getAsBoolean();
                all.add(new PacketCase(
                        caseName(file, json), hex(json), packet == null ? null : packet(packet), canonical));
            }
        }
        return all;
    }

    /** Reads all streams of frames over TCP. */
    public List<FrameCase> tcpFrames() {
        List<FrameCase> all = new ArrayList<>();
        Path file = folder.resolve("frames").resolve("tcp.json");
        for (JsonElement element : read(file).getAsJsonArray("cases")) {
            JsonObject json = element.getAsJsonObject();
            List<String> packets = new ArrayList<>();
            json.getAsJsonArray("packets").forEach(p -> packets.add(p.getAsString()));
            all.add(new FrameCase(caseName(file, json), hex(json), List.copyOf(packets), json.has("refused")));
        }
        return all;
    }

    /** Reads all conversations. */
    public List<Conversation> conversations() {
        List<Conversation> all = new ArrayList<>();
        for (Path file : files("conversations")) {
            JsonObject json = read(file);
            List<Step> steps = new ArrayList<>();
            json.getAsJsonArray("steps").forEach(step -> steps.add(step(step.getAsJsonObject())));
            all.add(new Conversation(baseName(file), json.get("about").getAsString(), List.copyOf(steps)));
        }
        return all;
    }

    private static Step step(JsonObject json) {
        boolean byServer = json.get("by").getAsString().equals("server");
        return new Step(byServer, json.get("client").getAsString(), optionalString(json, "packet"));
    }

    private static Protocal packet(JsonObject json) {
        return Protocal.builder()
                .type(json.get("type").getAsInt())
                .dataContent(optionalString(json, "dataContent"))
                .from(json.get("from").getAsString())
                .to(json.get("to").getAsString())
                .fp(optionalString(json, "fp"))
                .qos(json.get("QoS").getAsBoolean())
                .typeu(json.get("typeu").getAsInt())
                .sm(json.get("sm").getAsLong())
                .bridge(json.get("bridge").getAsBoolean())
                .build();
    }

    private static @Nullable String optionalString(JsonObject json, String key) {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }

    private static String hex(JsonObject json) {
        if (json.has("hex")) {
            return json.get("hex").getAsString();
        }
        return HexFormat.of().formatHex(json.get("text").getAsString().getBytes(StandardCharsets.UTF_8));
    }

    private static String caseName(Path file, JsonObject json) {
        return baseName(file) + ": " + json.get("name").getAsString();
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    private List<Path> files(String name) {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
