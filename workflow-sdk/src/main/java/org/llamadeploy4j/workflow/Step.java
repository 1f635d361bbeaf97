package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a step. What it takes makes it run:
 *
 * <ul>
 *   <li>one event, or a sealed union of events;
 *   <li>several events: it runs when there is one for each parameter;
 *   <li>a {@code List} of events: it joins the fan-out that another step has opened, see {@link
 *       Collect}.
 * </ul>
 *
 * <p>Besides it may take a {@link Context} and resources, see {@link Inject}. What it returns goes
 * to the steps that take it: an event, a union, a {@code List} or {@link FanOut} of events, which
 * opens a fan-out, or nothing. {@code null} may be returned only from {@code @Nullable E}, {@code
 * Optional<E>} and {@code void}. A {@code CompletionStage} of all these is waited for. A method
 * that overrides a step is called in its place, with or without this annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Step {

  /**
   * The step's name, without '/', white space and control characters; the method's name by default.
   * Overloaded methods need one.
   */
  String name() default "";

  /** What the step was called before, for runs that began then. */
  String[] aliases() default {};

  /** How many of this step's executions one run may have at a time; at least 1. */
  int workers() default 4;

  /**
   * Time limit of one attempt, from when it begins, as an ISO-8601 duration such as {@code PT2M};
   * none by default.
   */
  String timeout() default "";

  /** The events that the step sends with {@link Context#send} besides what it returns. */
  Class<? extends Event>[] sends() default {};

  /** The events that the step only streams with {@link Context#stream}. */
  Class<? extends Event>[] streams() default {};

  /** The events that the step waits for, where they are not nested in the workflow's class. */
  Class<? extends Event>[] waits() default {};

  /** The workflows that the step runs with {@link Context#child}. */
  Class<? extends Workflow>[] children() default {};

  /**
   * Whether an open interface in the signature stands for every event of the workflow that
   * implements it; stop events are left out where it is taken. Without it, only exact and sealed
   * types are allowed.
   */
  boolean subtypes() default false;

  /**
   * Whether the step computes for long without blocking. It then runs on one of a few platform
   * threads instead of a virtual one, which it would not give up.
   */
  boolean cpu() default false;
}
