package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of data: a value of the type can be written as JSON and read back without loss. All of
 * a type's fields that cannot are found at once, each with the way to it. Belongs to one check.
 *
 * <p>Over 300 lines: one walk over a type has to know every kind of type, and its way and its
 * faults belong to the walk.
 */
public final class DataRules {

  /** Deeper type arguments are those of a record that holds itself with larger ones. */
  private static final int DEEPEST = 16;

  private static final Set<String> SCALARS =
      Set.of(
          "java.lang.String",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Boolean",
          "java.lang.Character",
          "java.math.BigInteger",
          "java.math.BigDecimal",
          "java.util.UUID",
          "java.net.URI",
          "java.time.Instant",
          "java.time.Duration",
          "java.time.Period",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.OffsetDateTime",
          "java.time.OffsetTime",
          "java.time.ZonedDateTime",
          "java.time.ZoneId",
          "java.time.ZoneOffset",
          "java.time.Year",
          "java.time.YearMonth",
          "java.time.MonthDay");

  private static final String ANYTHING = "java.lang.Object";
  private static final String MAP = "java.util.Map";
  private static final Set<String> COLLECTIONS =
      Set.of(Known.LIST, "java.util.Collection", "java.lang.Iterable", "java.util.Set");

  /** Those with values that are no numbers, and that round what is written. */
  private static final Set<String> FLOATING = Set.of("java.lang.Float", "java.lang.Double");

  private static final Set<String> NUMBERS =
      Set.of("java.util.OptionalInt", "java.util.OptionalLong", "java.util.OptionalDouble");

  private final Map<String, DataFacts> types;
  private final Set<String> sound = new HashSet<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private final Set<String> endless = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();

  /**
   * What cannot be read back.
   *
   * @param why the way to it, and what to use instead
   */
  record Fault(Place place, String why) {}

  DataRules(Map<String, DataFacts> types) {
    this.types = types;
  }

  /** Whether rules know the type of this binary name without facts. */
  public static boolean isGiven(String name) {
    return SCALARS.contains(name)
        || COLLECTIONS.contains(name)
        || NUMBERS.contains(name)
        || name.equals(ANYTHING)
        || name.equals(MAP)
        || name.equals(Known.OPTIONAL);
  }

  /** The types of which a value is one JSON string, number or boolean, primitive ones apart. */
  public static Set<String> scalars() {
    return SCALARS;
  }

  /**
   * Why values of a type cannot be read back; empty when they can.
   *
   * @param types of all that it is made of
   */
  public static List<String> problems(TypeUse type, Map<String, DataFacts> types) {
    return new DataRules(types).check(type, Place.CLASS).stream().map(Fault::why).toList();
  }

  /**
   * The same with places.
   *
   * @param at where the type is used
   */
  List<Fault> check(TypeUse type, Place at) {
    seen.clear();
    endless.clear();
    faults.clear();
    walk(type, type.shown(), at);
    if (faults.isEmpty()) {
      sound.addAll(seen);
    }
    return List.copyOf(faults);
  }

  private void fault(String path, Place at, String why) {
    faults.add(new Fault(at, path + ": " + why));
  }

  private void walk(TypeUse use, String path, Place at) {
    switch (use.kind()) {
      case PRIMITIVE -> {}
      case DECLARED -> declared(use, path, at);
      case WILDCARD -> walk(use.bound(), path, at);
      case VARIABLE ->
          fault(path, at, "the type variable %s is not bound to a type".formatted(use.name()));
      case ARRAY -> {
        TypeUse element = use.arguments().getFirst();
        boolean bytes = element.kind() == TypeUse.Kind.PRIMITIVE && element.name().equals("byte");
        if (!bytes) {
          fault(path, at, "arrays are not supported; use List");
        }
      }
      case UNION, NOTHING -> throw new IllegalArgumentException("no data: " + use.shown());
    }
  }

  private void declared(TypeUse use, String path, Place at) {
    String name = use.name();
    List<TypeUse> arguments = use.arguments();
    if (SCALARS.contains(name) || name.equals(ANYTHING)) {
      return;
    }
    if (NUMBERS.contains(name)) {
      fault(path, at, "use Optional of the boxed number instead of " + use.shown());
    } else if (!isGiven(name)) {
      described(use, path, at);
    } else if (arguments.isEmpty()) {
      container(use, path, at);
    } else if (name.equals(MAP)) {
      keys(arguments.getFirst().bound(), path, at);
      walk(arguments.getLast(), path + "{}", at);
    } else if (name.equals(Known.OPTIONAL)) {
      optional(arguments.getFirst(), path, at);
    } else {
      walk(arguments.getFirst(), path + "[]", at);
    }
  }

  private void optional(TypeUse value, String path, Place at) {
    if (value.bound().is(Known.OPTIONAL)) {
      fault(
          path,
          at,
          "an Optional of an empty Optional cannot be told from an empty one; use one Optional");
    } else {
      walk(value, path, at);
    }
  }

  private void container(TypeUse use, String path, Place at) {
    fault(
        path,
        at,
        "%s cannot be read back; use List, Set, Map or Optional with type arguments"
            .formatted(TypeUse.simple(use.name())));
  }

  private void keys(TypeUse key, String path, Place at) {
    boolean floating = key.kind() == TypeUse.Kind.DECLARED && FLOATING.contains(key.name());
    boolean fits =
        key.kind() == TypeUse.Kind.DECLARED
            && !floating
            && (SCALARS.contains(key.name())
                || (!isGiven(key.name()) && facts(key.name()).form() == DataFacts.Form.ENUM));
    if (!fits) {
      fault(
          path + " keys",
          at,
          "keys of a map must be strings, enums or other scalars, not "
              + key.shown()
              + (floating ? "; use BigDecimal or a text" : ""));
    }
  }

  private DataFacts facts(String name) {
    DataFacts facts = types.get(name);
    if (facts == null) {
      throw new IllegalStateException("no facts about " + name);
    }
    return facts;
  }

  private void described(TypeUse use, String path, Place at) {
    String shown = TypeUse.simple(use.name());
    DataFacts type = facts(use.name());
    switch (type.form()) {
      case ENUM -> {}
      case RECORD -> record(type, use, path, at);
      case SEALED -> sealed(type, use, path, at);
      case CONTAINER -> container(use, path, at);
      case INTERFACE ->
          fault(
              path,
              at,
              "%s is an open interface, so its values cannot be read back; use a record, a sealed interface of records, or Object for plain JSON"
                  .formatted(shown));
      case CLASS ->
          fault(
              path,
              at,
              "%s is a class, so its values cannot be read back; write it as a record"
                  .formatted(shown));
    }
  }

  private boolean isNew(TypeUse use) {
    String identity = use.identity();
    return !sound.contains(identity) && seen.add(identity);
  }

  private void record(DataFacts type, TypeUse use, String path, Place at) {
    if (type.variables().size() != use.arguments().size()) {
      fault(path, at, TypeUse.simple(type.name()) + " needs its type arguments");
      return;
    }
    if (endless.contains(type.name())) {
      return; // told once; each of its components may lead into it again
    }
    if (depth(use) > DEEPEST) {
      endless.add(type.name());
      fault(
          path,
          at,
          TypeUse.simple(type.name())
              + " holds itself with ever larger type arguments; it has no end");
      return;
    }
    if (isNew(use)) {
      Map<String, TypeUse> bound = new HashMap<>();
      for (int i = 0; i < type.variables().size(); i++) {
        bound.put(type.variables().get(i), use.arguments().get(i));
      }
      for (DataFacts.Component component : type.components()) {
        walk(
            component.type().with(bound),
            path + "." + component.name(),
            new Place.OfComponent(type.name(), component.name(), at));
      }
    }
  }

  private static int depth(TypeUse use) {
    int deepest = 0;
    for (TypeUse argument : use.arguments()) {
      deepest = Math.max(deepest, depth(argument));
    }
    return deepest + 1;
  }

  private void sealed(DataFacts type, TypeUse use, String path, Place at) {
    String shown = TypeUse.simple(type.name());
    if (!use.arguments().isEmpty()) {
      fault(path, at, "a sealed type with type arguments is not supported: " + shown);
      return;
    }
    if (!isNew(use)) {
      return;
    }
    Map<String, String> names = new HashMap<>();
    for (DataFacts leaf : leaves(type)) {
      if (leaf.form() != DataFacts.Form.RECORD) {
        fault(
            path,
            at,
            "%s of the sealed type %s is not a record"
                .formatted(TypeUse.simple(leaf.name()), shown));
        continue;
      }
      for (String name : leaf.names()) {
        String other = names.put(name, leaf.name());
        if (other != null) {
          fault(
              path,
              at,
              "%s and %s have the same name %s; give one an @EventName"
                  .formatted(other, leaf.name(), name));
        }
      }
      String inside = "%s(%s)".formatted(path, leaf.names().getFirst());
      record(leaf, TypeUse.declared(leaf.name(), List.of()), inside, at);
    }
  }

  /** What is at the ends of a sealed type, in the order of declaration, each once. */
  private Set<DataFacts> leaves(DataFacts type) {
    Set<DataFacts> leaves = new LinkedHashSet<>();
    if (type.form() == DataFacts.Form.SEALED) {
      type.permitted().forEach(p -> leaves.addAll(leaves(facts(p))));
    } else {
      leaves.add(type);
    }
    return leaves;
  }
}
