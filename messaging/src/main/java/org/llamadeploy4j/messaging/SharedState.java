package org.llamadeploy4j.messaging;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The state of a session that runs share, as one of them saw it.
 *
 * @param seen the state; null: there was none; not copied
 */
public record SharedState(byte @Nullable [] seen) {
  private static final byte[] NONE = {};

  /** How the store tells states apart; it computes the same. */
  String sha1() {
    try {
      byte[] state = seen == null ? NONE : seen;
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(state));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
