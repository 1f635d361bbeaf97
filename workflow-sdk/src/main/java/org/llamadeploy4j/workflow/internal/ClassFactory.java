package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;

/** Makes workflows by their public constructor. Immutable. */
public final class ClassFactory implements WorkflowFactory {

  private final Constructor<?> constructor;

  private ClassFactory(Constructor<?> constructor) {
    this.constructor = constructor;
  }

  /** See {@link WorkflowFactory#of}. */
  public static ClassFactory of(Class<?> type) {
    List<String> problems = new ArrayList<>();
    if (!Workflow.class.isAssignableFrom(type)) {
      problems.add("it does not extend " + Workflow.class.getName());
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      problems.add("it is abstract");
    }
    if (isInner(type)) {
      problems.add("it is an inner class; make it static");
    }
    Constructor<?> withEnv = find(type, Env.class);
    Constructor<?> found = withEnv == null ? find(type) : withEnv;
    if (found == null) {
      problems.add(
          "it has no public constructor without parameters or with one Env; make the class and the constructor public");
    }
    if (found == null || !problems.isEmpty()) {
      throw new WorkflowDefinitionException(type.getName(), problems);
    }
    return new ClassFactory(found);
  }

  /** Whether it needs an instance of another class around it. */
  static boolean isInner(Class<?> type) {
    return type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
  }

  /** The public constructor with these parameters, or null. */
  static @Nullable Constructor<?> find(Class<?> type, Class<?>... parameters) {
    try {
      return type.getConstructor(parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Override
  public Workflow create(Env env) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(constructor.getDeclaringClass().getClassLoader());
    try {
      constructor.setAccessible(true);
      Object made =
          constructor.getParameterCount() == 0
              ? constructor.newInstance()
              : constructor.newInstance(env);
      return (Workflow) made;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
