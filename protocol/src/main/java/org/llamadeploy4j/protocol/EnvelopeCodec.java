package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The bytes in which events are stored. Version 1: a version byte, a kind byte, a header of
 * length-prefixed UTF-8 texts and variable-length numbers (seven bits a byte, lowest first), then
 * the JSON body with its length. Stored streams outlive programs, so a version is never changed,
 * only followed.
 */
public final class EnvelopeCodec {
  private static final byte VERSION = 1;
  private static final byte ENVELOPE = 'E';
  private static final byte CLIENT_EVENT = 'C';
  private static final int INTERNAL = 1;
  private static final int MAX_ANCESTORS = 1_000;

  private EnvelopeCodec() {}

  /** Writes an event of a run's stream. */
  public static byte[] encode(EventEnvelope event) {
    byte[] type = ByteWriter.utf8(event.type());
    byte[] step = ByteWriter.utf8(event.step());
    List<byte[]> ancestors = event.ancestors().stream().map(ByteWriter::utf8).toList();
    int size = 3 + ByteWriter.sizeOf(type) + ByteWriter.sizeOf(step);
    size += ByteWriter.sizeOf(event.attempt()) + ByteWriter.sizeOf(ancestors.size());
    for (byte[] ancestor : ancestors) {
      size += ByteWriter.sizeOf(ancestor);
    }
    ByteWriter out = new ByteWriter(size + ByteWriter.sizeOf(event.json()));
    out.raw(VERSION);
    out.raw(ENVELOPE);
    out.raw((byte) (event.internal() ? INTERNAL : 0));
    out.bytes(type);
    out.bytes(step);
    out.number(event.attempt());
    out.number(ancestors.size());
    ancestors.forEach(out::bytes);
    out.bytes(event.json());
    return out.finish();
  }

  /**
   * Reads {@link #encode(EventEnvelope)} back.
   *
   * @throws ProtocolException when the bytes are of another version or kind, cut short or too long
   */
  public static EventEnvelope decodeEnvelope(byte[] bytes) {
    ByteReader in = open(bytes, ENVELOPE, "a stored event");
    boolean internal = (in.raw() & INTERNAL) != 0;
    String type = in.text();
    String step = in.text();
    int attempt = in.number();
    int count = in.number();
    if (count > MAX_ANCESTORS) {
      throw in.broken(count + " ancestors are more than an event can have");
    }
    List<String> ancestors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ancestors.add(in.text());
    }
    byte[] json = in.bytes();
    in.expectEnd();
    return new EventEnvelope(type, ancestors, step, attempt, internal, json);
  }

  /** Writes an event that a client sent. */
  public static byte[] encode(ClientEvent event) {
    byte[] id = ByteWriter.utf8(event.id());
    byte[] type = ByteWriter.utf8(event.type());
    ByteWriter out =
        new ByteWriter(
            2 + ByteWriter.sizeOf(id) + ByteWriter.sizeOf(type) + ByteWriter.sizeOf(event.json()));
    out.raw(VERSION);
    out.raw(CLIENT_EVENT);
    out.bytes(id);
    out.bytes(type);
    out.bytes(event.json());
    return out.finish();
  }

  /**
   * Reads {@link #encode(ClientEvent)} back.
   *
   * @throws ProtocolException when the bytes are of another version or kind, cut short or too long
   */
  public static ClientEvent decodeClientEvent(byte[] bytes) {
    ByteReader in = open(bytes, CLIENT_EVENT, "a client's event");
    ClientEvent event = new ClientEvent(in.text(), in.text(), in.bytes());
    in.expectEnd();
    return event;
  }

  private static ByteReader open(byte[] bytes, byte kind, String what) {
    ByteReader in = new ByteReader(bytes, what);
    byte version = in.raw();
    if (version != VERSION) {
      throw in.broken(
          "it has format version %d and this program reads version %d; use a newer program"
              .formatted(version & 0xff, VERSION));
    }
    byte found = in.raw();
    if (found != kind) {
      throw in.broken("it has kind %d where %d is expected".formatted(found & 0xff, kind));
    }
    return in;
  }
}
