package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** How a step's code is called. Thread-safe. */
interface StepCall {

  /**
   * Calls it on the caller's thread.
   *
   * @param arguments one for each parameter of the step's model
   * @throws Throwable what the step throws, as it is
   */
  @Nullable Object call(Object workflow, Object[] arguments) throws Throwable;

  /** Calls this method; an override of it where the instance has one. */
  static StepCall of(Method method) {
    return (workflow, arguments) -> {
      try {
        return method.invoke(workflow, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    };
  }
}
