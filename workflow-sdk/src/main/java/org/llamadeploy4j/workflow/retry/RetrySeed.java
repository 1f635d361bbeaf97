package org.llamadeploy4j.workflow.retry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The seed of the random waits of one failed attempt. It follows from the run, the step and the
 * count of failures, so whoever computes a delay again gets the same one, while runs that fail
 * together come back at different times.
 */
public final class RetrySeed {

  private static final long LOW_32_BITS = 0xFFFF_FFFFL;

  private RetrySeed() {}

  /**
   * The seed, computed as LlamaIndex Workflows does: the low 32 bits of the SHA-256 of {@code
   * runId:stepName:failures} in UTF-8.
   *
   * @param runId the run
   * @param stepName the step's name, as in the graph
   * @param failures how many attempts have failed so far, from 1
   * @return 0 to 2<sup>32</sup> - 1
   */
  public static long of(String runId, String stepName, int failures) {
    byte[] text = (runId + ":" + stepName + ":" + failures).getBytes(StandardCharsets.UTF_8);
    byte[] digest = sha256().digest(text);
    return ByteBuffer.wrap(digest).getInt(digest.length - Integer.BYTES) & LOW_32_BITS;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one says no", e);
    }
  }
}
