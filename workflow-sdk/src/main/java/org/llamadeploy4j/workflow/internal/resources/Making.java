package org.llamadeploy4j.workflow.internal.resources;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.ResourceFn;
import org.llamadeploy4j.workflow.Resources;

/** The code of a maker. */
sealed interface Making {

  /**
   * Runs it.
   *
   * @param arguments one for each want of the maker, in order
   * @throws Throwable what it throws, as it is
   */
  @Nullable Object make(Object workflow, Object[] arguments) throws Throwable;

  /** A method of the workflow's class, accessible. */
  record OfMethod(Method method) implements Making {
    @Override
    public @Nullable Object make(Object workflow, Object[] arguments) throws Throwable {
      try {
        return method.invoke(workflow, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }

  /**
   * A function that a builder was given; the environment comes after what it needs.
   *
   * @param needs types of the arguments before it
   */
  record OfFunction(ResourceFn<?> function, List<Class<?>> needs) implements Making {
    @Override
    public @Nullable Object make(Object workflow, Object[] arguments) throws Throwable {
      return function.make(new Given(needs, arguments));
    }
  }

  /** What a function gets. */
  record Given(List<Class<?>> needs, Object[] arguments) implements Resources {
    @Override
    public Env env() {
      return (Env) arguments[needs.size()];
    }

    @Override
    public <T> T get(Class<T> type) {
      int at = needs.indexOf(type);
      if (at < 0) {
        throw new ResourceException(
            ResourceException.UNAVAILABLE,
            "a maker asks for %s without saying so; name it among what it needs in provides(…)"
                .formatted(type.getName()));
      }
      return type.cast(arguments[at]);
    }
  }
}
