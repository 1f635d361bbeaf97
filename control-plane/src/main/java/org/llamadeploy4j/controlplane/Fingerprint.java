package org.llamadeploy4j.controlplane;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The hash of some lists of texts. One use, one thread. */
final class Fingerprint {
  /** The whole hash, in bytes. */
  static final int WHOLE = 32;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a list. Counts and lengths keep different lists from giving the same bytes. */
  Fingerprint add(List<String> texts) {
    digest.update(number(texts.size()));
    for (String text : texts) {
      addBytes(text.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /** Adds bytes as they are, with their length. */
  Fingerprint addBytes(byte[] bytes) {
    digest.update(number(bytes.length));
    digest.update(bytes);
    return this;
  }

  /** The first so many bytes of the hash, in hexadecimal. */
  String hex(int bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), bytes));
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
