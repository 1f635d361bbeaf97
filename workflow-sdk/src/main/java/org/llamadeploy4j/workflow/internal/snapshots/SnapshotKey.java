package org.llamadeploy4j.workflow.internal.snapshots;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECKey;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.SnapshotException;

/** A key by its name. Immutable and thread-safe; its text is its name, never the key. */
public sealed interface SnapshotKey {

  /** What a key may be called: it stands in lists of keys and in snapshots. */
  Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** How it signs. */
  enum Algorithm {
    HMAC_SHA_256(1, "hmac-sha256"),
    ED25519(2, "ed25519");

    /** In snapshots. */
    final int number;

    /** In lists of keys. */
    final String text;

    Algorithm(int number, String text) {
      this.number = number;
      this.text = text;
    }

    static Optional<Algorithm> numbered(int number) {
      for (Algorithm algorithm : values()) {
        if (algorithm.number == number) {
          return Optional.of(algorithm);
        }
      }
      return Optional.empty();
    }
  }

  /** Its name. */
  String id();

  Algorithm algorithm();

  /** Whether it can sign, not only verify. */
  boolean signs();

  byte[] sign(byte[] content);

  /** Whether this key made the signature. Takes as long for a wrong as for a right one. */
  boolean verifies(byte[] content, byte[] signature);

  private static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw bad("a key's id is 1 to 64 letters, digits, '.', '_' or '-'; one of them is not", null);
    }
  }

  /** A secret that all who sign and verify share. */
  final class Hmac implements SnapshotKey {
    static final int MIN_BYTES = 32;
    private static final String NAME = "HmacSHA256";

    private final String id;
    private final SecretKeySpec secret;

    public Hmac(String id, byte[] secret) {
      checkId(id);
      if (secret.length < MIN_BYTES) {
        throw bad(
            "the secret of key '%s' has %d bytes; it needs at least %d, such as those of: openssl rand -base64 32"
                .formatted(id, secret.length, MIN_BYTES),
            null);
      }
      this.id = id;
      this.secret = new SecretKeySpec(secret, NAME);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Algorithm algorithm() {
      return Algorithm.HMAC_SHA_256;
    }

    @Override
    public boolean signs() {
      return true;
    }

    @Override
    public byte[] sign(byte[] content) {
      try {
        Mac mac = Mac.getInstance(NAME);
        mac.init(secret);
        return mac.doFinal(content);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + NAME, e);
      }
    }

    @Override
    public boolean verifies(byte[] content, byte[] signature) {
      return MessageDigest.isEqual(sign(content), signature);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /** A key pair, or its public half, which only verifies. */
  final class Ed25519 implements SnapshotKey {
    static final String NAME = "Ed25519";
    private static final byte[] PROBE = new byte[1];

    private final String id;
    private final @Nullable PrivateKey privateKey;
    private final PublicKey publicKey;

    public Ed25519(String id, @Nullable PrivateKey privateKey, PublicKey publicKey) {
      checkId(id);
      this.id = id;
      this.privateKey = privateKey;
      this.publicKey = publicKey;
      check(publicKey);
      if (privateKey != null) {
        check(privateKey);
        if (!verifies(PROBE, sign(PROBE))) {
          throw bad("the two halves of key '" + id + "' do not belong together", null);
        }
      }
    }

    private void check(java.security.Key key) {
      if (!(key instanceof EdECKey curve && curve.getParams().getName().equals(NAME))) {
        throw bad("key '%s' is of %s, not Ed25519".formatted(id, key.getAlgorithm()), null);
      }
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Algorithm algorithm() {
      return Algorithm.ED25519;
    }

    @Override
    public boolean signs() {
      return privateKey != null;
    }

    @Override
    public byte[] sign(byte[] content) {
      if (privateKey == null) {
        throw bad("key '" + id + "' can only verify", null);
      }
      try {
        Signature signature = Signature.getInstance(NAME);
        signature.initSign(privateKey);
        signature.update(content);
        return signature.sign();
      } catch (InvalidKeyException e) {
        throw bad("key '" + id + "' cannot sign", e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + NAME, e);
      }
    }

    @Override
    public boolean verifies(byte[] content, byte[] made) {
      try {
        Signature signature = Signature.getInstance(NAME);
        signature.initVerify(publicKey);
        signature.update(content);
        return signature.verify(made);
      } catch (SignatureException e) {
        return false; // not even the form of a signature
      } catch (InvalidKeyException e) {
        throw bad("key '" + id + "' cannot verify", e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + NAME, e);
      }
    }

    @Override
    public String toString() {
      return id;
    }
  }

  private static SnapshotException bad(String message, @Nullable Exception cause) {
    return new SnapshotException(SnapshotException.BAD_KEYS, message, cause);
  }
}
