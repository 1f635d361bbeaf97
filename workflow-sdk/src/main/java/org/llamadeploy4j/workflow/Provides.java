package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a workflow the maker of a resource: of what it returns. Steps and other makers
 * ask for it by type with {@link Inject}. The method may take an {@link Env} and other resources.
 * It is called when the resource is first needed, once per scope, and may throw. A resource that is
 * {@link AutoCloseable} is closed at the end of its scope, in the reverse order of making.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Provides {

  /** How long the resource lives. */
  Scope scope() default Scope.WORKFLOW;

  /** How long a resource lives and who shares it. */
  enum Scope {
    /** As long as the workflow is loaded; all its runs share it, so it must be thread-safe. */
    WORKFLOW,
    /**
     * As long as a run is driven by one process; the steps of the run share it. After the run has
     * moved to another process it is made anew.
     */
    RUN
  }
}
