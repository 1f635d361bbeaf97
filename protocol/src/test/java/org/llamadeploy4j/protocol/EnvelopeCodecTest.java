package org.llamadeploy4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeCodecTest {
  private static final byte[] BODY = "{\"response\":\"größer\"}".getBytes(StandardCharsets.UTF_8);
  private static final List<String> ANCESTORS = List.of("Reply", "StopEvent");

  /** As version 1 has it. */
  private static final EventEnvelope PLAIN =
      new EventEnvelope("Answer", ANCESTORS, "speak", 3, true, BODY);

  private static final EventEnvelope ENVELOPE =
      new EventEnvelope(
          "Answer",
          ANCESTORS,
          new EventOrigin(
              List.of(
                  new EventOrigin.Child("größer", "Research", 1),
                  new EventOrigin.Child("deep", "Dig", 5_000_000_000L)),
              "speak",
              300,
              3),
          true,
          BODY);
  private static final ClientEvent CLIENT_EVENT =
      new ClientEvent(
          "e-1", "HumanResponseEvent", "{\"response\":\"42\"}".getBytes(StandardCharsets.UTF_8));
  private static final ClientEvent ADDRESSED =
      new ClientEvent("e-1", "Answer", CLIENT_EVENT.json(), "research/ask");

  @Test
  void versionOneIsReadAsItWasReleased() throws IOException {
    assertSame(EnvelopeCodec.decodeEnvelope(golden("envelope-v1.hex")), PLAIN);
    assertSame(EnvelopeCodec.decodeClientEvent(golden("client-event-v1.hex")), CLIENT_EVENT);
  }

  @Test
  void versionTwoIsWrittenAndReadAsItWasReleased() throws IOException {
    assertThat(EnvelopeCodec.encode(ENVELOPE)).isEqualTo(golden("envelope-v2.hex"));
    assertThat(EnvelopeCodec.encode(ADDRESSED)).isEqualTo(golden("client-event-v2.hex"));
    assertSame(EnvelopeCodec.decodeEnvelope(golden("envelope-v2.hex")), ENVELOPE);
    assertSame(EnvelopeCodec.decodeClientEvent(golden("client-event-v2.hex")), ADDRESSED);
  }

  @Test
  void anEventThatIsForNoStepIsWrittenForOlderRuntimes() throws IOException {
    assertThat(EnvelopeCodec.encode(CLIENT_EVENT)).isEqualTo(golden("client-event-v1.hex"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = 20261122L;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      EventEnvelope envelope = randomEnvelope(random);
      String step = random.nextBoolean() ? text(random) : null;
      ClientEvent event = new ClientEvent(text(random), text(random), body(random), step);
      assertSame(EnvelopeCodec.decodeEnvelope(EnvelopeCodec.encode(envelope)), envelope);
      assertSame(EnvelopeCodec.decodeClientEvent(EnvelopeCodec.encode(event)), event);
    }
  }

  @Test
  void anUnknownVersionIsRefused() {
    byte[] bytes = EnvelopeCodec.encode(ENVELOPE);
    bytes[0] = 9;

    assertThatThrownBy(() -> EnvelopeCodec.decodeEnvelope(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "a stored event cannot be read: it has format version 9 and this program reads versions"
                + " 1 to 2; use a newer program");
  }

  @Test
  void anotherKindIsRefused() {
    assertThatThrownBy(() -> EnvelopeCodec.decodeEnvelope(EnvelopeCodec.encode(CLIENT_EVENT)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("a stored event cannot be read: it has kind 67 where 69 is expected");
  }

  @Test
  void bytesThatAreCutShortAnywhereAreRefused() {
    byte[] envelope = EnvelopeCodec.encode(ENVELOPE);
    byte[] event = EnvelopeCodec.encode(CLIENT_EVENT);
    for (int length = 0; length < envelope.length; length++) {
      byte[] cut = Arrays.copyOf(envelope, length);
      assertThatThrownBy(() -> EnvelopeCodec.decodeEnvelope(cut))
          .isInstanceOf(ProtocolException.class)
          .hasMessageStartingWith("a stored event cannot be read: it ends after " + length);
    }
    for (int length = 0; length < event.length; length++) {
      byte[] cut = Arrays.copyOf(event, length);
      assertThatThrownBy(() -> EnvelopeCodec.decodeClientEvent(cut))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void surplusBytesAreRefused() {
    byte[] bytes = EnvelopeCodec.encode(CLIENT_EVENT);

    assertThatThrownBy(
            () -> EnvelopeCodec.decodeClientEvent(Arrays.copyOf(bytes, bytes.length + 2)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("a client's event cannot be read: 2 bytes are left over after its end");
  }

  @Test
  void anyBytesAreReadOrRefusedAndNothingElse() {
    long seed = 7L;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = EnvelopeCodec.encode(ENVELOPE);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(EnvelopeCodec.decodeEnvelope(bytes)).isNotNull();
      } catch (ProtocolException e) {
        assertThat(e).hasMessageStartingWith("a stored event cannot be read: ");
      }
    }
  }

  private static EventEnvelope randomEnvelope(Random random) {
    List<String> ancestors = random.ints(random.nextInt(4)).mapToObj(i -> text(random)).toList();
    List<EventOrigin.Child> children =
        random
            .ints(random.nextInt(3))
            .mapToObj(i -> new EventOrigin.Child(text(random), text(random), number(random)))
            .toList();
    EventOrigin origin =
        new EventOrigin(
            children,
            text(random),
            number(random),
            random.nextInt() & Integer.MAX_VALUE >>> random.nextInt(31));
    return new EventEnvelope(text(random), ancestors, origin, random.nextBoolean(), body(random));
  }

  private static long number(Random random) {
    return random.nextLong() & Long.MAX_VALUE >>> random.nextInt(63);
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(200), 1, 0xd7ff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] body(Random random) {
    byte[] body = new byte[random.nextInt(300)];
    random.nextBytes(body);
    return body;
  }

  private static void assertSame(EventEnvelope actual, EventEnvelope expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static void assertSame(ClientEvent actual, ClientEvent expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = EnvelopeCodecTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
