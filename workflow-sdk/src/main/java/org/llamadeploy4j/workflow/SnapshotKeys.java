package org.llamadeploy4j.workflow;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.llamadeploy4j.workflow.internal.Required;
import org.llamadeploy4j.workflow.internal.snapshots.KeyFile;
import org.llamadeploy4j.workflow.internal.snapshots.KeyRing;
import org.llamadeploy4j.workflow.internal.snapshots.KeySource;
import org.llamadeploy4j.workflow.internal.snapshots.KeyText;
import org.llamadeploy4j.workflow.internal.snapshots.SnapshotKey;

/**
 * The keys of snapshots: the first signs those that are taken, all of them verify those that are
 * recovered from. A key has an id, which a snapshot names. To go over to a new key, let it come
 * first and {@linkplain #accepting accept} the old one; drop the old one when no snapshot of it is
 * needed any more.
 *
 * <p>As text a key is {@code id:hmac-sha256:SECRET} with a secret of at least 32 bytes, {@code
 * id:ed25519:PRIVATE:PUBLIC}, or {@code id:ed25519:PUBLIC} for one that only verifies; all in
 * Base64, the halves of a pair in PKCS #8 and X.509. Keys stand on lines of their own or with
 * commas between them.
 *
 * <p>Immutable and thread-safe. Its text names ids and files, never what is secret.
 */
public final class SnapshotKeys {

  private final KeySource source;

  private SnapshotKeys(KeySource source) {
    this.source = source;
  }

  /**
   * A secret that signs and verifies with HMAC-SHA-256, copied.
   *
   * @param id what snapshots call it: 1 to 64 letters, digits, dots, underscores and hyphens
   * @param secret at least 32 bytes
   * @throws SnapshotException when the id or the secret is not right
   */
  public static SnapshotKeys ofSecret(String id, byte[] secret) {
    Required.check(secret, "ofSecret", "secret", "at least 32 bytes");
    return of(new SnapshotKey.Hmac(named(id, "ofSecret"), secret));
  }

  /**
   * An Ed25519 key pair, which signs and verifies.
   *
   * @throws SnapshotException when it is another kind of pair or its halves differ
   */
  public static SnapshotKeys ofKeyPair(String id, KeyPair pair) {
    Required.check(pair, "ofKeyPair", "pair", "an Ed25519 key pair");
    return of(new SnapshotKey.Ed25519(named(id, "ofKeyPair"), pair.getPrivate(), pair.getPublic()));
  }

  /**
   * The public half of an Ed25519 key pair, which verifies what its owner has signed.
   *
   * @throws SnapshotException when it is another kind of key
   */
  public static SnapshotKeys ofPublicKey(String id, PublicKey key) {
    Required.check(key, "ofPublicKey", "key", "the public half of an Ed25519 key pair");
    return of(new SnapshotKey.Ed25519(named(id, "ofPublicKey"), null, key));
  }

  private static String named(String id, String call) {
    return Required.notNull(id, call, "id", "what snapshots call the key");
  }

  private static SnapshotKeys of(SnapshotKey key) {
    return new SnapshotKeys(new KeyRing(List.of(key)));
  }

  /**
   * Keys as text.
   *
   * @throws SnapshotException when there is none or one is not right; it quotes nothing
   */
  public static SnapshotKeys parse(String text) {
    Required.check(text, "parse", "text", "keys as text");
    return new SnapshotKeys(KeyText.parse(text, "the text given"));
  }

  /**
   * The keys in a file, read now.
   *
   * @throws SnapshotException when the file is missing or not right
   */
  public static SnapshotKeys read(Path file) {
    Required.check(file, "read", "file", "a file of keys");
    return new SnapshotKeys(new KeyFile(file).read());
  }

  /**
   * The keys in a file that is made, with a new secret and for its owner alone, when the first
   * snapshot is taken. It is read anew each time.
   */
  public static SnapshotKeys generated(Path file) {
    return new SnapshotKeys(
        new KeyFile(Required.notNull(file, "generated", "file", "where to keep the key")));
  }

  /**
   * What an environment says: keys in {@code SNAPSHOT_KEYS}, or else the name of a file of keys in
   * {@code SNAPSHOT_KEYS_FILE}, or else a {@linkplain #generated generated} file {@code
   * .llamadeploy/snapshot.key} in the working directory. What runners use that are not told
   * otherwise.
   *
   * @throws SnapshotException when what it says is not right
   */
  public static SnapshotKeys configured(Env env) {
    return new SnapshotKeys(
        KeySource.of(
            Required.notNull(env, "configured", "env", "an environment, such as Env.empty()")));
  }

  /** These keys, and those others to verify only. */
  public SnapshotKeys accepting(SnapshotKeys others) {
    Required.check(others, "accepting", "others", "the keys to accept besides");
    return new SnapshotKeys(new KeySource.Joined(source, others.source));
  }

  KeySource source() {
    return source;
  }

  @Override
  public String toString() {
    return "SnapshotKeys[" + source + "]";
  }
}
