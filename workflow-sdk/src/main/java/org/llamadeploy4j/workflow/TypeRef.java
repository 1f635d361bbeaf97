package org.llamadeploy4j.workflow;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with its type arguments, where a class is not enough: {@code new TypeRef<List<String>>()
 * {}}. Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

  private final Type type;

  /**
   * Reads the type from the subclass that is being made.
   *
   * @throws IllegalArgumentException when the subclass names no type
   */
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType p)) {
      throw new IllegalArgumentException(
          "a TypeRef names its type: write new TypeRef<List<String>>() {}");
    }
    this.type = p.getActualTypeArguments()[0];
  }

  /** The type. */
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
