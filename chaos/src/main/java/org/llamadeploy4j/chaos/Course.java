package org.llamadeploy4j.chaos;

/** What a client means to do with a task. */
enum Course {
  /** Wait for its result. */
  PLAIN,
  /** Cancel it at some moment. */
  CANCEL,
  /** Let it fail at its last step, and retry it. */
  RETRY
}
