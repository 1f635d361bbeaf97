package org.llamadeploy4j.serviceruntime;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;

/**
 * Makes a workflow with one class of a service: by its constructor, or by a static method or field.
 * Constructors and methods may take the service's {@link Env}. Belongs to the thread that loads the
 * service.
 */
final class WorkflowMaker {
  private final Class<?> type;

  /**
   * Loads the class without initialising it.
   *
   * @throws ServiceRuntimeException when it cannot be loaded
   */
  WorkflowMaker(ServiceClassLoader loader, String className) {
    try {
      this.type = Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw cannotLoad(className, e);
    }
  }

  /** The workflow that the class itself is. */
  WorkflowFactory constructor() {
    if (!Workflow.class.isAssignableFrom(type)) {
      throw bad(
          "class '%s' is not a workflow: it does not extend %s"
              .formatted(type.getName(), Workflow.class.getName()));
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw bad("workflow '%s' is abstract; name one that is not".formatted(type.getName()));
    }
    Constructor<?> constructor =
        Arrays.stream(constructors())
            .filter(c -> Modifier.isPublic(c.getModifiers()) && takesEnvOrNothing(c))
            .max((a, b) -> a.getParameterCount() - b.getParameterCount())
            .orElseThrow(() -> bad(noConstructor()));
    open(constructor);
    return env -> cast(call(constructor, env), type.getName());
  }

  private Constructor<?>[] constructors() {
    try {
      return type.getDeclaredConstructors();
    } catch (LinkageError e) {
      throw cannotLoad(type.getName(), e);
    }
  }

  private String noConstructor() {
    String advice =
        type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())
            ? "make the nested class static"
            : "make the class public, or give it a public constructor that takes nothing or an Env";
    return "workflow '%s' has no public constructor that could be used; %s"
        .formatted(type.getName(), advice);
  }

  /** Whether there is a public static method or field of this name that gives a workflow. */
  boolean hasMember(String name) {
    return method(name).isPresent() || field(name).isPresent();
  }

  /** The workflow that a public static method or field gives. */
  WorkflowFactory member(String name) {
    String place = type.getName() + "::" + name;
    Optional<Method> method = method(name);
    if (method.isPresent()) {
      open(method.get());
      return env -> cast(call(method.get(), env), place);
    }
    Field field =
        field(name)
            .orElseThrow(() ->
                bad(
                    "'%s' is no public static method (taking nothing or an Env) or field that gives a workflow"
                        .formatted(place)));
    open(field);
    return env -> cast(field.get(null), place);
  }

  private Optional<Method> method(String name) {
    try {
      return Arrays.stream(type.getDeclaredMethods())
          .filter(m -> m.getName().equals(name) && isPublicStatic(m) && takesEnvOrNothing(m))
          .filter(m -> Workflow.class.isAssignableFrom(m.getReturnType()))
          .max((a, b) -> a.getParameterCount() - b.getParameterCount());
    } catch (LinkageError e) {
      throw cannotLoad(type.getName(), e);
    }
  }

  private Optional<Field> field(String name) {
    try {
      return Arrays.stream(type.getDeclaredFields())
          .filter(f -> f.getName().equals(name) && isPublicStatic(f))
          .filter(f -> Workflow.class.isAssignableFrom(f.getType()))
          .findFirst();
    } catch (LinkageError e) {
      throw cannotLoad(type.getName(), e);
    }
  }

  private static boolean isPublicStatic(Member member) {
    return Modifier.isPublic(member.getModifiers()) && Modifier.isStatic(member.getModifiers());
  }

  private static boolean takesEnvOrNothing(Executable executable) {
    Class<?>[] parameters = executable.getParameterTypes();
    return parameters.length == 0 || (parameters.length == 1 && parameters[0] == Env.class);
  }

  /** A public constructor of a class that is not public counts as well. */
  private static void open(AccessibleObject member) {
    member.setAccessible(true);
  }

  private static @Nullable Object call(Executable executable, Env env) throws Exception {
    Object[] arguments = executable.getParameterCount() == 0 ? new Object[0] : new Object[] {env};
    try {
      return executable instanceof Constructor<?> constructor
          ? constructor.newInstance(arguments)
          : ((Method) executable).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private static Workflow cast(@Nullable Object made, String place) {
    if (made instanceof Workflow workflow) {
      return workflow;
    }
    throw bad("'%s' gave null instead of a workflow".formatted(place));
  }

  private static ServiceRuntimeException cannotLoad(String className, Throwable cause) {
    return new ServiceRuntimeException(
        Code.CANNOT_RUN,
        "class '%s' cannot be loaded, something it needs is missing or does not fit: %s%s"
            .formatted(className, cause, SharedLibraries.advice(cause)),
        cause);
  }

  private static ServiceRuntimeException bad(String message) {
    return new ServiceRuntimeException(Code.BAD_PATH, message);
  }
}
