package org.llamadeploy4j.workflow.internal.snapshots;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.llamadeploy4j.workflow.SnapshotException;

/**
 * The signed bytes of a snapshot: eight that say what it is, two of the version, one of the
 * algorithm, the id of the key with its length in one byte, the content with its length in four,
 * and the signature of all that. Nothing of the content is looked at before the signature was found
 * right.
 */
public final class Envelope {

  static final byte[] MAGIC = "LD4JSNAP".getBytes(StandardCharsets.US_ASCII);

  /** What this program writes and reads. */
  public static final int VERSION = 1;

  private Envelope() {}

  /**
   * What was signed, and with which key.
   *
   * @param content what {@link #seal} was given
   */
  public record Opened(String keyId, byte[] content) {}

  /** Signs this content. */
  public static byte[] seal(byte[] content, KeyRing keys) {
    SnapshotKey key = keys.signer();
    byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(MAGIC.length + 2 + 1 + 1 + id.length + 4 + content.length)
            .put(MAGIC)
            .putShort((short) VERSION)
            .put((byte) key.algorithm().number)
            .put((byte) id.length)
            .put(id)
            .putInt(content.length)
            .put(content);
    byte[] signature = key.sign(out.array());
    return ByteBuffer.allocate(out.capacity() + signature.length)
        .put(out.array())
        .put(signature)
        .array();
  }

  /**
   * Gives the content back, once its signature was found right.
   *
   * @throws SnapshotException when it is not what one of these keys has signed
   */
  public static Opened open(byte[] sealed, KeyRing keys) {
    ByteBuffer in = ByteBuffer.wrap(sealed);
    if (!Arrays.equals(bytes(in, MAGIC.length), MAGIC)) {
      throw malformed("they do not begin as a snapshot does");
    }
    int version = Short.toUnsignedInt(need(in, 2).getShort());
    if (version != VERSION) {
      throw new SnapshotException(
          SnapshotException.UNKNOWN_VERSION,
          "the snapshot is of version %d, this program reads version %d; use the program that took it or a later one"
              .formatted(version, VERSION));
    }
    int algorithm = Byte.toUnsignedInt(need(in, 1).get());
    String id = id(bytes(in, Byte.toUnsignedInt(need(in, 1).get())));
    SnapshotKey key = key(id, algorithm, keys);
    byte[] content = bytes(in, need(in, 4).getInt());
    byte[] signed = Arrays.copyOf(sealed, in.position());
    if (!key.verifies(signed, bytes(in, in.remaining()))) {
      throw new SnapshotException(
          SnapshotException.CHANGED,
          "the snapshot was changed, or signed with another key that is also called '%s'"
              .formatted(id));
    }
    return new Opened(id, content);
  }

  private static String id(byte[] bytes) {
    String id = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!SnapshotKey.ID.matcher(id).matches()) {
      throw malformed("they name no key");
    }
    return id;
  }

  private static SnapshotKey key(String id, int algorithm, KeyRing keys) {
    SnapshotKey key =
        keys.named(id)
            .orElseThrow(() ->
                new SnapshotException(
                    SnapshotException.UNKNOWN_KEY,
                    "the snapshot was signed with key '%s'; the keys here are %s"
                        .formatted(id, keys)));
    if (key.algorithm().number != algorithm) {
      String named =
          SnapshotKey.Algorithm.numbered(algorithm).map(a -> a.text).orElse("number " + algorithm);
      throw new SnapshotException(
          SnapshotException.UNKNOWN_KEY,
          "the snapshot was signed with the algorithm %s; key '%s' is for %s"
              .formatted(named, id, key.algorithm().text));
    }
    return key;
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    ByteBuffer enough = need(in, count);
    byte[] bytes = new byte[count];
    enough.get(bytes);
    return bytes;
  }

  private static ByteBuffer need(ByteBuffer in, int count) {
    if (count < 0 || in.remaining() < count) {
      throw malformed("some are missing at the end");
    }
    return in;
  }

  private static SnapshotException malformed(String problem) {
    return new SnapshotException(
        SnapshotException.NOT_A_SNAPSHOT, "these bytes are no snapshot: " + problem);
  }
}
