package org.llamadeploy4j.workflow.spi;

/** Why a driver stopped driving its run. */
public sealed interface RunEnd {

  /** The run is over; its outcome is committed. */
  record Finished(RunOutcome outcome) implements RunEnd {}

  /** The log refused this driver; somebody else may own the run. */
  record Fenced(String reason) implements RunEnd {}

  /** Its host let go of the run, which goes on from its journal when something happens to it. */
  record Parked() implements RunEnd {}

  /** The host dropped the run; no outcome was committed. */
  record Abandoned(String reason) implements RunEnd {}

  /**
   * The driver, or the host's log, met a defect that is no user code's; no outcome was committed.
   * The run may meet it again wherever it is driven.
   *
   * @param defect the exception as text
   */
  record Broken(String defect) implements RunEnd {}
}
