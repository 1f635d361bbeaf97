package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the step that takes a {@link StepFailedEvent} when other steps have failed for
 * good: their retries are used up. It is not called when a run's time limit passes or the run is
 * cancelled. What it returns takes the place of what the failed step would have returned. When it
 * fails itself the run fails. It has one worker and no retries.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CatchError {

  /** The step's name; the method's name by default. */
  String name() default "";

  /** What the step was called before, for runs that began then. */
  String[] aliases() default {};

  /** The names of the steps it stands in for; by default all that no other handler names. */
  String[] steps() default {};

  /**
   * How often it may be called for failures that follow from each other; after that the run fails.
   * At least 1.
   */
  int maxRecoveries() default 1;

  /** Time limit of one call as an ISO-8601 duration such as {@code PT10S}; none by default. */
  String timeout() default "";

  /** The events that it sends with {@link Context#send} besides what it returns. */
  Class<? extends Event>[] sends() default {};

  /** The events that it only streams with {@link Context#stream}. */
  Class<? extends Event>[] streams() default {};
}
