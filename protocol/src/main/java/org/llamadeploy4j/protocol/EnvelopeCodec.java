package org.llamadeploy4j.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The bytes in which events are stored: a version byte, a kind byte, a header of length-prefixed
 * UTF-8 texts and variable-length numbers (seven bits a byte, lowest first), then the JSON body
 * with its length. Stored streams outlive programs, so a version is never changed, only followed:
 *
 * <ol>
 *   <li>As first released.
 *   <li>An event of a stream has its piece of work and its child runs besides, an event of a client
 *       the step that it is for. A client's event without such a step is still written as version
 *       1, which older runtimes read.
 * </ol>
 */
public final class EnvelopeCodec {
  private static final byte FIRST = 1;
  private static final byte SECOND = 2;
  private static final byte ENVELOPE = 'E';
  private static final byte CLIENT_EVENT = 'C';
  private static final int INTERNAL = 1;
  private static final int MAX_ANCESTORS = 1_000;
  private static final int MAX_CHILDREN = 1_000;

  private EnvelopeCodec() {}

  private record EncodedChild(byte[] name, byte[] workflow, long workItem) {
    static EncodedChild of(EventOrigin.Child child) {
      return new EncodedChild(
          ByteWriter.utf8(child.name()), ByteWriter.utf8(child.workflow()), child.workItem());
    }

    int size() {
      return ByteWriter.sizeOf(name) + ByteWriter.sizeOf(workflow) + ByteWriter.sizeOf(workItem);
    }

    void writeTo(ByteWriter out) {
      out.bytes(name);
      out.bytes(workflow);
      out.number(workItem);
    }
  }

  /** Writes an event of a run's stream. */
  public static byte[] encode(EventEnvelope event) {
    EventOrigin origin = event.origin();
    byte[] type = ByteWriter.utf8(event.type());
    byte[] step = ByteWriter.utf8(origin.step());
    List<byte[]> ancestors = event.ancestors().stream().map(ByteWriter::utf8).toList();
    List<EncodedChild> children = origin.children().stream().map(EncodedChild::of).toList();
    int size = 3 + ByteWriter.sizeOf(type) + ByteWriter.sizeOf(step);
    size += ByteWriter.sizeOf(origin.workItem()) + ByteWriter.sizeOf(origin.attempt());
    size += ByteWriter.sizeOf(children.size()) + ByteWriter.sizeOf(ancestors.size());
    for (EncodedChild child : children) {
      size += child.size();
    }
    for (byte[] ancestor : ancestors) {
      size += ByteWriter.sizeOf(ancestor);
    }
    ByteWriter out = new ByteWriter(size + ByteWriter.sizeOf(event.json()));
    out.raw(SECOND);
    out.raw(ENVELOPE);
    out.raw((byte) (event.internal() ? INTERNAL : 0));
    out.bytes(type);
    out.bytes(step);
    out.number(origin.workItem());
    out.number(origin.attempt());
    out.number(children.size());
    children.forEach(child -> child.writeTo(out));
    out.number(ancestors.size());
    ancestors.forEach(out::bytes);
    out.bytes(event.json());
    return out.finish();
  }

  /**
   * Reads {@link #encode(EventEnvelope)} back, of any version so far.
   *
   * @throws ProtocolException when the bytes are of another version or kind, cut short or too long
   */
  public static EventEnvelope decodeEnvelope(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, "a stored event");
    byte version = open(in, ENVELOPE);
    boolean internal = (in.raw() & INTERNAL) != 0;
    String type = in.text();
    String step = in.text();
    long workItem = version == FIRST ? 0 : in.longNumber();
    int attempt = in.number();
    List<EventOrigin.Child> children = version == FIRST ? List.of() : children(in);
    List<String> ancestors = ancestors(in);
    byte[] json = in.bytes();
    in.expectEnd();
    EventOrigin origin = new EventOrigin(children, step, workItem, attempt);
    return new EventEnvelope(type, ancestors, origin, internal, json);
  }

  private static List<EventOrigin.Child> children(ByteReader in) {
    int count = in.number();
    if (count > MAX_CHILDREN) {
      throw in.broken(count + " child runs are more than one event can come through");
    }
    List<EventOrigin.Child> children = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      children.add(new EventOrigin.Child(in.text(), in.text(), in.longNumber()));
    }
    return children;
  }

  private static List<String> ancestors(ByteReader in) {
    int count = in.number();
    if (count > MAX_ANCESTORS) {
      throw in.broken(count + " ancestors are more than an event can have");
    }
    List<String> ancestors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ancestors.add(in.text());
    }
    return ancestors;
  }

  /** Writes an event that a client sent. */
  public static byte[] encode(ClientEvent event) {
    byte[] id = ByteWriter.utf8(event.id());
    byte[] type = ByteWriter.utf8(event.type());
    byte[] step = event.step() == null ? null : ByteWriter.utf8(event.step());
    int size = 2 + ByteWriter.sizeOf(id) + ByteWriter.sizeOf(type);
    size += ByteWriter.sizeOf(event.json()) + (step == null ? 0 : ByteWriter.sizeOf(step));
    ByteWriter out = new ByteWriter(size);
    out.raw(step == null ? FIRST : SECOND);
    out.raw(CLIENT_EVENT);
    out.bytes(id);
    out.bytes(type);
    if (step != null) {
      out.bytes(step);
    }
    out.bytes(event.json());
    return out.finish();
  }

  /**
   * Reads {@link #encode(ClientEvent)} back, of any version so far.
   *
   * @throws ProtocolException when the bytes are of another version or kind, cut short or too long
   */
  public static ClientEvent decodeClientEvent(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, "a client's event");
    byte version = open(in, CLIENT_EVENT);
    String id = in.text();
    String type = in.text();
    String step = version == FIRST ? null : in.text();
    ClientEvent event = new ClientEvent(id, type, in.bytes(), step);
    in.expectEnd();
    return event;
  }

  /** Reads the first two bytes and gives the version. */
  private static byte open(ByteReader in, byte kind) {
    byte version = in.raw();
    if (version < FIRST || version > SECOND) {
      throw in.broken(
          "it has format version %d and this program reads versions %d to %d; use a newer program"
              .formatted(version & 0xff, FIRST, SECOND));
    }
    byte found = in.raw();
    if (found != kind) {
      throw in.broken("it has kind %d where %d is expected".formatted(found & 0xff, kind));
    }
    return version;
  }
}
