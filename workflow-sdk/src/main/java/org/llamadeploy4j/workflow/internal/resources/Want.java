package org.llamadeploy4j.workflow.internal.resources;

import java.lang.invoke.MethodType;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Optional;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;

/** What a parameter of a step or of a maker asks for. */
public sealed interface Want {

  /** The service's environment. */
  record Settings() implements Want {}

  /** What a maker of this type makes; a primitive stands for its wrapper. */
  record Resource(Class<?> type) implements Want {
    public Resource {
      type = MethodType.methodType(type).wrap().returnType();
    }
  }

  /**
   * A record from a file.
   *
   * @param at a part of the file, or empty for all of it
   */
  record Config(String file, String at, Type type) implements Want {

    /** Where it stands, as messages say it. */
    String place() {
      return at.isEmpty() ? file : file + " at " + at;
    }
  }

  /**
   * What a step's parameter asks for; empty where it is marked neither {@link Inject} nor {@link
   * ConfigFile} and is no {@link Env}, so that its type must say what it gets.
   */
  static Optional<Want> of(Parameter parameter) {
    ConfigFile file = parameter.getAnnotation(ConfigFile.class);
    if (file != null) {
      return Optional.of(new Config(file.value(), file.at(), parameter.getParameterizedType()));
    }
    if (parameter.getType() == Env.class) {
      return Optional.of(new Settings());
    }
    return parameter.isAnnotationPresent(Inject.class)
        ? Optional.of(new Resource(parameter.getType()))
        : Optional.empty();
  }

  /** What is asked for by a type alone. */
  static Want ofType(Class<?> type) {
    return type == Env.class ? new Settings() : new Resource(type);
  }

  /** What a maker's parameter asks for: makers get nothing but resources. */
  static Want ofMaker(Parameter parameter) {
    return of(parameter).orElseGet(() -> new Resource(parameter.getType()));
  }

  /** Its type as drawings and messages call it. */
  default String typeName() {
    return switch (this) {
      case Settings s -> Env.class.getSimpleName();
      case Resource r -> r.type().getSimpleName();
      case Config c ->
          c.type() instanceof Class<?> raw ? raw.getSimpleName() : c.type().getTypeName();
    };
  }
}
