package org.llamadeploy4j.chaos;

/** Which faults happen. */
enum Mix {
  /** Everything, overlapping. */
  ALL,
  /** Only runtimes are killed; with a long pause this measures how fast their runs go on. */
  KILLS
}
