package org.llamadeploy4j.workflow.retry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Supplier;

/**
 * Tries a step again when it fails: by default twice more, with 5 s between. Without it a step has
 * one attempt. Durations are ISO-8601 such as {@code PT0.5S} or {@code PT2M}, at most 365 days. A
 * {@link java.lang.Error} is never retried. Values out of range are problems of the workflow, found
 * when it is compiled or loaded. What this annotation cannot say goes into a {@link #policy}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Retry {

  /** How often the step runs at most, the first time included. At least 1. */
  int attempts() default RetryPolicy.DEFAULT_ATTEMPTS;

  /** The delay before the first retry; zero or more. */
  String delay() default "PT5S";

  /** The factor by which the delay grows from retry to retry; at least 1, its default: none. */
  double multiplier() default 1;

  /** The longest delay, {@link #jitter} included; at least {@link #delay}. No limit by default. */
  String maxDelay() default "";

  /** The most that is added to each delay at random, evenly distributed; nothing by default. */
  String jitter() default "";

  /**
   * No attempt begins this long after the first one began, or later; a delay that would end then is
   * not begun. Above zero; no limit by default.
   */
  String maxElapsed() default "";

  /** The exceptions to retry, with their subtypes; not of errors. All by default. */
  Class<? extends Throwable>[] on() default Exception.class;

  /** Exceptions not to retry, with their subtypes, though {@link #on} has them; none by default. */
  Class<? extends Throwable>[] unless() default {};

  /**
   * Gives the policy where the other attributes do not do; they must then be left out. A class that
   * is not abstract, with a constructor without parameters. It is made, and asked for the policy,
   * once, when the workflow is loaded.
   */
  Class<? extends Supplier<RetryPolicy>> policy() default NoPolicy.class;

  /** The default of {@link Retry#policy}: the other attributes count. */
  interface NoPolicy extends Supplier<RetryPolicy> {}
}
