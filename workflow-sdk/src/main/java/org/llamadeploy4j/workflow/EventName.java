package org.llamadeploy4j.workflow;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The logical name under which an event is stored and sent, so that classes can be renamed and
 * moved. Without it the name is the class's nested name, such as {@code Message}. The same for a
 * record of a sealed type inside of events and states, and for a workflow, which is called so in
 * logs, targets and pictures.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventName {

  /** The name. */
  String value();

  /** Further names that are accepted when reading; a fully qualified class name may be one. */
  String[] aliases() default {};
}
