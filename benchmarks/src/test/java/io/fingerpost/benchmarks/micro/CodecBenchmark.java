package io.fingerpost.benchmarks.micro;

import io.fingerpost.core.Protocal;
import io.fingerpost.core.codec.InvalidPacketException;
import io.fingerpost.core.codec.LoginBody;
import io.fingerpost.core.codec.Packets;
import io.fingerpost.core.codec.ProtocalCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JSON to packets and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final String FINGERPRINT = "0f8fad5b-d9cb-469f-a165-70867728950e";

    /** The length of the message's text. */
    @Param({"64", "1024"})
    public int textChars;

    private Protocal message;
    private byte[] messageBytes;
    private byte[] ackBytes;
    private String loginJson;

    @Setup
    public void setUp() {
        message = Protocal.message("bob", "x".repeat(textChars))
                .from("alice")
                .fp(FINGERPRINT)
                .build();
        messageBytes = ProtocalCodec.encode(message);
        ackBytes = ProtocalCodec.encode(Packets.ack("bob", "alice", FINGERPRINT));
        loginJson = new LoginBody("alice", "token", null, 0).toJson();
    }

    @Benchmark
    public Protocal decodeMessage() throws InvalidPacketException {
        return ProtocalCodec.decode(messageBytes);
    }

    @Benchmark
    public Protocal decodeAck() throws InvalidPacketException {
        return ProtocalCodec.decode(ackBytes);
    }

    @Benchmark
    public byte[] encodeMessage() {
        return ProtocalCodec.encode(message);
    }

    @Benchmark
    public byte[] makeAndEncodeAck() {
        return ProtocalCodec.encode(Packets.ack("bob", "alice", FINGERPRINT));
    }

    @Benchmark
    public LoginBody parseLogin() throws InvalidPacketException {
        return LoginBody.parse(loginJson);
    }
}
