package org.llamadeploy4j.workflow.internal.snapshots;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.llamadeploy4j.workflow.SnapshotException;

/**
 * Keys as text, one per line or with commas or spaces between them: {@code id:hmac-sha256:SECRET},
 * {@code id:ed25519:PRIVATE:PUBLIC} or {@code id:ed25519:PUBLIC}, all in Base64. Lines that begin
 * with {@code #} are comments. Errors name keys by their ids and places, never what they hold.
 */
public final class KeyText {
  private KeyText() {}

  /**
   * Reads the keys.
   *
   * @param where the text is from, for errors
   * @throws SnapshotException when there is no key in it or one is not right
   */
  public static KeyRing parse(String text, String where) {
    List<SnapshotKey> keys = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String trimmed = line.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
        for (String each : trimmed.split("[,\\s]+", -1)) {
          if (!each.isEmpty()) {
            keys.add(key(each, where + ", key " + (keys.size() + 1)));
          }
        }
      }
    }
    if (keys.isEmpty()) {
      throw bad(where, "there is no key; write id:hmac-sha256:BASE64");
    }
    return new KeyRing(keys);
  }

  private static SnapshotKey key(String text, String where) {
    String[] parts = text.split(":", -1);
    if (parts.length < 3 || !SnapshotKey.ID.matcher(parts[0]).matches()) {
      throw bad(where, "it is not of the form id:hmac-sha256:BASE64 or id:ed25519:BASE64:BASE64");
    }
    String id = parts[0];
    String named = where + " ('" + id + "')";
    if (parts.length == 3 && parts[1].equals(SnapshotKey.Algorithm.HMAC_SHA_256.text)) {
      return new SnapshotKey.Hmac(id, bytes(parts[2], named));
    }
    if (parts.length <= 4 && parts[1].equals(SnapshotKey.Algorithm.ED25519.text)) {
      byte[] publicHalf = bytes(parts[parts.length - 1], named);
      return parts.length == 3
          ? new SnapshotKey.Ed25519(id, null, publicKey(publicHalf, named))
          : new SnapshotKey.Ed25519(
              id, privateKey(bytes(parts[2], named), named), publicKey(publicHalf, named));
    }
    throw bad(named, "its algorithm must be hmac-sha256 with a secret, or ed25519 with a key pair");
  }

  private static byte[] bytes(String base64, String where) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw bad(where, "it is not Base64"); // without the cause, which quotes the text
    }
  }

  private static PrivateKey privateKey(byte[] encoded, String where) {
    try {
      return KeyFactory.getInstance(SnapshotKey.Ed25519.NAME)
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw bad(where, "its private half is no Ed25519 key in PKCS #8");
    }
  }

  private static PublicKey publicKey(byte[] encoded, String where) {
    try {
      return KeyFactory.getInstance(SnapshotKey.Ed25519.NAME)
          .generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw bad(where, "its public half is no Ed25519 key in X.509");
    }
  }

  /** The line of a shared secret. */
  static String line(String id, byte[] secret) {
    return id
        + ":"
        + SnapshotKey.Algorithm.HMAC_SHA_256.text
        + ":"
        + Base64.getEncoder().encodeToString(secret);
  }

  private static SnapshotException bad(String where, String problem) {
    return new SnapshotException(
        SnapshotException.BAD_KEYS, "keys of snapshots in " + where + ": " + problem);
  }
}
