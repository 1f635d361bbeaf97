package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Leaves checks of a workflow's graph out, for one step or, on a class, for all of them. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SkipChecks {

  /** The checks to leave out. */
  Check[] value();

  /** A check that can be left out. */
  enum Check {
    /** Every step can be reached from the start event, a human's response or an error handler. */
    REACHABILITY,
    /** Every event that a step gives out is taken by a step. */
    TERMINAL_EVENT,
    /** Every step leads to a stop event or a question. */
    DEAD_END,
    /** Every fan-out that a step opens is joined. Breaking this is only warned about. */
    UNJOINED_FAN_OUT
  }
}
