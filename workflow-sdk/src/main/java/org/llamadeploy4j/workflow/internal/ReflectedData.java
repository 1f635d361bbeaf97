package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.internal.rules.DataFacts;
import org.llamadeploy4j.workflow.internal.rules.DataRules;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/** Describes what classes are made of to the rules of data. Belongs to one reader. */
final class ReflectedData {

  private final Map<String, DataFacts> facts = new HashMap<>();
  private final Set<Class<?>> seen = new HashSet<>();
  private final ReflectedUses uses = new ReflectedUses(this::add);

  /** Why values of a type cannot be written as JSON and read back; empty when they can. */
  static List<String> problems(Type type) {
    ReflectedData data = new ReflectedData();
    TypeUse use = data.uses.use(type);
    return DataRules.problems(use, data.facts);
  }

  Map<String, DataFacts> facts() {
    return facts;
  }

  /** Describes what a type names and all that it is made of. */
  TypeUse use(Type type) {
    return uses.use(type);
  }

  /** Describes a class and all that it is made of. */
  void add(Class<?> type) {
    if (DataRules.isGiven(type.getName()) || !seen.add(type)) {
      return;
    }
    DataFacts.Form form = form(type);
    boolean isRecord = form == DataFacts.Form.RECORD;
    List<Class<?>> permitted =
        form == DataFacts.Form.SEALED ? List.of(type.getPermittedSubclasses()) : List.of();
    facts.put(
        type.getName(),
        new DataFacts(
            type.getName(),
            List.copyOf(Names.all(type)),
            form,
            Arrays.stream(type.getTypeParameters()).map(TypeVariable::getName).toList(),
            isRecord ? components(type) : List.of(),
            permitted.stream().map(Class::getName).toList()));
    permitted.forEach(this::add);
  }

  private List<DataFacts.Component> components(Class<?> type) {
    return Stream.of(type.getRecordComponents())
        .map(c -> new DataFacts.Component(c.getName(), uses.use(c.getGenericType())))
        .toList();
  }

  private static DataFacts.Form form(Class<?> type) {
    if (type.isEnum()) {
      return DataFacts.Form.ENUM;
    }
    if (type.isRecord()) {
      return DataFacts.Form.RECORD;
    }
    if (type.isSealed()) {
      return DataFacts.Form.SEALED;
    }
    if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
      return DataFacts.Form.CONTAINER;
    }
    return type.isInterface() ? DataFacts.Form.INTERFACE : DataFacts.Form.CLASS;
  }
}
