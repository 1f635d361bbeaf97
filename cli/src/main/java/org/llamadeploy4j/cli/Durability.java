package org.llamadeploy4j.cli;

/** How a Redis that we start writes to disk; the names are the words of the command line. */
public enum Durability {
  /** Once a second: up to about two seconds of acknowledged work are lost when Redis dies. */
  everysec,
  /** Before each acknowledgement. */
  always
}
