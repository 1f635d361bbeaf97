package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a step's {@code List} parameter joins a fan-out; without it, it takes all. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Collect {

  /**
   * The step runs as soon as this many have come, with these, or at the end of the fan-out with
   * fewer. What comes later never reaches it. 0 takes all.
   */
  int take() default 0;
}
