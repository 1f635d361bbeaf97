package org.llamadeploy4j.messaging;

/**
 * Where the twin's stores send what Redis scripts PUBLISH. Called after the change, outside the
 * store's lock; must not block and must not throw.
 */
@FunctionalInterface
interface Hints {
  /** Nobody listens. */
  Hints NONE = (channel, message) -> {};

  /** Hands one message to whoever listens on the channel now. */
  void publish(String channel, byte[] message);
}
