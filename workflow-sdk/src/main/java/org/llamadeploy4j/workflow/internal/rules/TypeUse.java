package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A type as written in a signature.
 *
 * @param name binary name of a declared type, the keyword of a primitive one, the name of a
 *     variable; else empty
 * @param arguments type arguments; the component of an array, the upper bound of a wildcard, the
 *     alternatives of a union
 * @param nullable whether it is marked {@code @Nullable}
 */
public record TypeUse(Kind kind, String name, List<TypeUse> arguments, boolean nullable) {

  /** What kind of type it is. */
  public enum Kind {
    /** A class or an interface. */
    DECLARED,
    /** One of several types; only a builder of workflows writes these. */
    UNION,
    ARRAY,
    PRIMITIVE,
    /** {@code void}. */
    NOTHING,
    VARIABLE,
    WILDCARD
  }

  public TypeUse {
    arguments = List.copyOf(arguments);
  }

  /** A class or an interface. */
  public static TypeUse declared(String name, List<TypeUse> arguments) {
    return new TypeUse(Kind.DECLARED, name, arguments, false);
  }

  /** One of these types. */
  public static TypeUse union(List<TypeUse> alternatives) {
    return alternatives.size() == 1
        ? alternatives.getFirst()
        : new TypeUse(Kind.UNION, "", alternatives, false);
  }

  /** The same, marked {@code @Nullable} or not. */
  public TypeUse withNullable(boolean marked) {
    return marked == nullable ? this : new TypeUse(kind, name, arguments, marked);
  }

  /** The same with these in place of type variables; others are left as they are. */
  TypeUse with(Map<String, TypeUse> bound) {
    if (kind == Kind.VARIABLE) {
      return bound.getOrDefault(name, this);
    }
    return arguments.isEmpty() || bound.isEmpty()
        ? this
        : new TypeUse(kind, name, arguments.stream().map(a -> a.with(bound)).toList(), nullable);
  }

  boolean is(String declared) {
    return kind == Kind.DECLARED && name.equals(declared);
  }

  /** The upper bound of a wildcard, else the type itself. */
  TypeUse bound() {
    return kind == Kind.WILDCARD ? arguments.getFirst() : this;
  }

  /** For people: simple names, nullness left out. */
  String shown() {
    return text(simple(name));
  }

  /** Equal for two uses of the same type; nullness left out. */
  String identity() {
    return switch (kind) {
      case DECLARED ->
          name
              + arguments.stream()
                  .map(TypeUse::identity)
                  .collect(Collectors.joining(",", "<", ">"));
      case UNION, ARRAY, PRIMITIVE, NOTHING, VARIABLE, WILDCARD -> text(name);
    };
  }

  private String text(String own) {
    return switch (kind) {
      case DECLARED -> own + (arguments.isEmpty() ? "" : "<" + joined(", ") + ">");
      case UNION -> joined(" | ");
      case ARRAY -> joined("") + "[]";
      case WILDCARD -> "? extends " + joined("");
      case NOTHING -> "void";
      case PRIMITIVE, VARIABLE -> own;
    };
  }

  private String joined(String between) {
    return arguments.stream().map(TypeUse::shown).collect(Collectors.joining(between));
  }

  /** The simple name of a class with this binary name. */
  static String simple(String binaryName) {
    String last = binaryName.substring(binaryName.lastIndexOf('.') + 1);
    String nested = last.substring(last.lastIndexOf('$') + 1);
    int letter = 0;
    while (letter < nested.length() && Character.isDigit(nested.charAt(letter))) {
      letter++;
    }
    return letter == nested.length() ? last : nested.substring(letter);
  }
}
