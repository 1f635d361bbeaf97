package org.llamadeploy4j.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write and read the stored form of one event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeCodecBenchmark {
  /** Size of the event's JSON body. */
  @Param({"40", "4000"})
  public int bodyBytes;

  private EventEnvelope envelope = new EventEnvelope("", List.of(), "", 0, false, new byte[0]);
  private byte[] stored = new byte[0];

  /** Makes an event with a body of the wanted size. */
  @Setup
  public void prepare() {
    String body = "{\"text\":\"" + "x".repeat(bodyBytes) + "\"}";
    envelope =
        new EventEnvelope(
            "example.ProgressEvent",
            List.of("example.AnyProgress", "Event"),
            "work",
            1,
            false,
            body.getBytes(StandardCharsets.UTF_8));
    stored = EnvelopeCodec.encode(envelope);
  }

  /** Writes it. */
  @Benchmark
  public byte[] encode() {
    return EnvelopeCodec.encode(envelope);
  }

  /** Reads it. */
  @Benchmark
  public EventEnvelope decode() {
    return EnvelopeCodec.decodeEnvelope(stored);
  }
}
