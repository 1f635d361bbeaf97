package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Reads an {@link Inject}ed record from a JSON file that lies beside the workflow's classes. The
 * file is read once per workflow and checked when the workflow is loaded.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ConfigFile {

  /**
   * A resource of the workflow's class loader, such as {@code config/agent.json}; must end in
   * {@code .json} and must not leave its folder.
   */
  String value();

  /** Which part of the file, as names with dots between, such as {@code llm.limits}; all of it. */
  String at() default "";
}
