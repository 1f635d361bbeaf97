package org.llamadeploy4j.workflow.spi;

/** When readers see what a step streams. */
public enum Streaming {
  /** At once, marked with the attempt, which may turn out not to count. */
  LIVE,
  /** In the commit of its attempt's success, so never from an attempt that does not count. */
  COMMITTED
}
