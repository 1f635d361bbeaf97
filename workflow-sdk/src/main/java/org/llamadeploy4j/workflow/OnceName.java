package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on a step's method what one of its blocks of {@link Context#once} was called before, so that
 * the block is not run again in runs that have recorded it under that name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(OnceName.All.class)
public @interface OnceName {

  /** What the step calls the block today. */
  String value();

  /** What it was called before. */
  String[] aliases();

  /** Several on one method; the compiler puts them here. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface All {

    /** The names. */
    OnceName[] value();
  }
}
