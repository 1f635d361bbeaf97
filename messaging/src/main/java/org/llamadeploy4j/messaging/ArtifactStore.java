package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.ArtifactHash;

/**
 * Code by content hash. An artifact is a zip whose bytes are the same whenever its files are. Safe
 * for use by many threads; calls block.
 */
public interface ArtifactStore {
  /** Stores an artifact; storing one again changes nothing. */
  ArtifactHash put(byte[] zip);

  /**
   * The bytes of an artifact, checked against its hash.
   *
   * @throws MessagingException when it is not there, or is not what its hash says
   */
  byte[] get(ArtifactHash hash);
}
