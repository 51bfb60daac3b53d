package io.fingerpost.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fingerpost.core.Protocal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The codec against Gson in strict mode, on generated and on damaged input. What the server takes for one thing and the recipient for
 * another is how filters are passed by, so there may be no difference at all in what is accepted.
 */
class CodecDifferentialTest {
    private static final int ROUND_TRIPS = 20_000;
    private static final int MUTATIONS = 50_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatWeWriteWeAndGsonReadBackAsItWas(long seed) throws InvalidPacketException {
        RandomPackets packets = new RandomPackets(seed);
        for (int i = 0; i < ROUND_TRIPS; i++) {
            Protocal p = packets.packet();
            byte[] bytes = ProtocalCodec.encode(p);
            check(ProtocalCodec.decode(bytes).equals(p), bytes, seed, i);
            check(GsonOracle.read(bytes).flatMap(GsonOracle::packet).equals(Optional.of(p)), bytes, seed, i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void whatOthersWriteWeReadWhateverTheirOrderSpacesEscapesAndUnknownKeys(long seed) throws InvalidPacketException {
        RandomPackets packets = new RandomPackets(seed);
        for (int i = 0; i < ROUND_TRIPS; i++) {
            Protocal p = packets.packet();
            byte[] bytes = packets.foreignJson(p).getBytes(UTF_8);
            check(ProtocalCodec.decode(bytes).equals(p), bytes, seed, i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void m3_onDamagedInputWeAgreeWithStrictGsonOrRefuse(long seed) {
        RandomPackets packets = new RandomPackets(seed);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String json = i % 3 == 0 ? packets.anyObject() : packets.foreignJson(packets.packet());
            byte[] bytes = json.getBytes(UTF_8);
            if (i % 5 != 0) {
                bytes = JsonMutations.mutate(bytes, packets.random());
            }
            accepted += agree(bytes, seed, i) ? 1 : 0;
        }
        assertThat(accepted)
                .as("the damage is not so great that nothing is accepted")
                .isGreaterThan(MUTATIONS / 10);
        assertThat(accepted).isLessThan(MUTATIONS * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11, 12})
    void whatTheScannerAcceptsTheWholeReaderReadsTheSame(long seed) throws InvalidPacketException {
        RandomPackets packets = new RandomPackets(seed);
        int scanned = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = ProtocalCodec.encode(i % 2 == 0 ? usualPacket(packets.random()) : packets.packet());
            if (i % 5 != 0) {
                bytes = JsonMutations.mutate(bytes, packets.random());
            }
            Protocal fast = PacketScanner.scan(bytes, 0, bytes.length);
            if (fast != null) {
                scanned++;
                check(fast.equals(ProtocalCodec.decodeAny(bytes, 0, bytes.length)), bytes, seed, i);
            }
        }
        assertThat(scanned).isGreaterThan(MUTATIONS / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14})
    void whatTheWriterWritesIsWhatIsWrittenOfAnyPacket(long seed) {
        RandomPackets packets = new RandomPackets(seed);
        SplittableRandom random = packets.random();
        int written = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            Protocal any = packets.packet();
            Protocal p = i % 2 == 0 ? any : plain(any, random);
            byte[] fast = PacketWriter.write(p);
            if (fast != null) {
                written++;
                check(Arrays.equals(fast, ProtocalCodec.encodeAny(p)), fast, seed, i);
            }
        }
        assertThat(written).isGreaterThan(ROUND_TRIPS / 3).isLessThan(ROUND_TRIPS);
    }

    @Test
    void acknowledgementsAreWrittenAsOtherPacketsAre() {
        RandomPackets packets = new RandomPackets(7);
        SplittableRandom random = packets.random();
        int written = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            Protocal p = random.nextBoolean() ? packets.packet() : plain(packets.packet(), random);
            String fp = p.fp() == null ? "f" : p.fp();
            byte[] expected = ProtocalCodec.encodeAny(Packets.ack(p.from(), p.to(), fp));
            byte[] fast = PacketWriter.ack(p.from(), p.to(), fp);
            written += fast == null ? 0 : 1;
            check(fast == null || Arrays.equals(fast, expected), expected, 7, i);
            check(Arrays.equals(ProtocalCodec.encodeAck(p.from(), p.to(), fp), expected), expected, 7, i);
        }
        assertThat(written).isGreaterThan(ROUND_TRIPS / 3).isLessThan(ROUND_TRIPS);
    }

    /** Returns the packet with texts of ASCII, in which there is a quote or the like now and then. */
    private static Protocal plain(Protocal packet, SplittableRandom random) {
        return packet.toBuilder()
                .dataContent(packet.dataContent() == null ? null : ascii(random, 100))
                .from(ascii(random, 10))
                .to(ascii(random, 10))
                .fp(packet.fp() == null ? null : 'f' + ascii(random, 20))
                .build();
    }

    private static String ascii(SplittableRandom random, int maxLength) {
        return random.ints(random.nextInt(maxLength), ' ', random.nextInt(40) == 0 ? 0x80 : '\\')
                .map(c -> c == '"' && random.nextInt(20) != 0 ? '.' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void theWriterWritesTheNumbersAtTheEndsOfTheirRanges() {
        for (long number : new long[] {0, 9, 10, -1, -9, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE + 1}) {
            for (int small : new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -10}) {
                Protocal p =
                        Protocal.builder().type(small).typeu(small).sm(number).build();
                assertThat(PacketWriter.write(p)).isEqualTo(ProtocalCodec.encodeAny(p));
            }
        }
        assertThat(PacketWriter.write(Protocal.builder().sm(Long.MIN_VALUE).build()))
                .isNull();
    }

    private static Protocal usualPacket(SplittableRandom random) {
        return Protocal.message("bob", random.nextBoolean() ? "{\"n\":" + random.nextInt(100) + "}\n" : "é 你好 😀")
                .from(random.nextBoolean() ? "alice" : "Ælice")
                .fp(Long.toString(random.nextLong()))
                .typeu(random.nextInt(-1, 100))
                .sm(random.nextLong(-1, 2_000_000_000_000L))
                .build();
    }

    @Test
    void theScannerReadsWhatEndsReallySend() {
        Protocal message = Protocal.message("bob", "{\"text\": \"Grüße, 你好 😀\",\n\t\"path\": \"C:\\\\x\"}")
                .from("alice")
                .fp("5f0e2c1a-7a52-4d0a-9c3e-0a7a3f5d9f11")
                .typeu(7)
                .build();
        Protocal ack = Packets.ack("alice", "bob", "5f0e2c1a-7a52-4d0a-9c3e-0a7a3f5d9f11");
        for (Protocal p : List.of(message, ack, Packets.keepAlive("alice"))) {
            byte[] bytes = ProtocalCodec.encode(p);
            byte[] padded = (" " + new String(bytes, UTF_8) + "x").getBytes(UTF_8);
            assertThat(PacketScanner.scan(bytes, 0, bytes.length)).isEqualTo(p);
            assertThat(PacketScanner.scan(padded, 1, bytes.length)).isEqualTo(p);
        }
    }

    @Test
    void theScannerReadsKeysInAnyOrder() {
        Protocal expected = Protocal.message("bob", "hi")
                .from("alice")
                .fp("f1")
                .typeu(7)
                .sm(-5)
                .bridge(true)
                .build();
        List<String> members = new ArrayList<>(List.of(
                "\"bridge\" : true",
                "\"type\":2",
                "\"dataContent\":\"hi\"",
                "\"from\":\"alice\"",
                "\"to\":\"bob\"",
                "\"fp\": \"f1\"",
                "\"QoS\":true",
                "\"typeu\":7",
                "\n\"sm\":-5"));
        for (long seed = 0; seed < 300; seed++) {
            Collections.shuffle(members, new Random(seed));
            byte[] bytes = ("{" + String.join(",", members) + "}").getBytes(UTF_8);
            assertThat(PacketScanner.scan(bytes, 0, bytes.length))
                    .as("seed %s", seed)
                    .isEqualTo(expected);
            byte[] twice = ("{" + String.join(",", members) + "," + members.get(0) + "}").getBytes(UTF_8);
            assertThat(PacketScanner.scan(twice, 0, twice.length))
                    .as("seed %s", seed)
                    .isNull();
        }
    }

    /** Checks one input, and returns whether it was accepted. */
    private static boolean agree(byte[] bytes, long seed, int number) {
        Optional<Protocal> ours = decode(bytes, seed, number);
        Optional<Protocal> byTheRules = GsonOracle.read(bytes).flatMap(GsonOracle::packet);
        if (ours.isPresent()) {
            check(ours.equals(byTheRules), bytes, seed, number);
        } else if (byTheRules.isPresent()) {
            // Refused though the values are right: only for what a JsonObject does not show any more.
            boolean byteOrderMark = new String(bytes, UTF_8).startsWith("\ufeff");
            check(byteOrderMark || GsonOracle.hasKnownKeyTwice(bytes), bytes, seed, number);
        }
        return ours.isPresent();
    }

    private static Optional<Protocal> decode(byte[] bytes, long seed, int number) {
        try {
            return Optional.of(ProtocalCodec.decode(bytes));
        } catch (InvalidPacketException e) {
            check(!e.reason().isEmpty(), bytes, seed, number);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return fail(describe(bytes, seed, number), e);
        }
    }

    private static void check(boolean holds, byte[] bytes, long seed, int number) {
        if (!holds) {
            fail(describe(bytes, seed, number));
        }
    }

    private static String describe(byte[] bytes, long seed, int number) {
        return "seed " + seed + ", case " + number + ": " + new String(bytes, UTF_8) + " (base64 "
                + Base64.getEncoder().encodeToString(bytes) + ')';
    }
}
