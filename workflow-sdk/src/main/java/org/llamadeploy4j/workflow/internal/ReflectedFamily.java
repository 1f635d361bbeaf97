package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Modifier;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.internal.rules.ChildFacts;

/** Describes workflows that run below another to the rules, each once. Belongs to one reader. */
final class ReflectedFamily {

  private final Map<String, ChildFacts> facts = new HashMap<>();

  Map<String, ChildFacts> facts() {
    return facts;
  }

  /** Describes a workflow and all that run below it. */
  void add(Class<?> child) {
    if (facts.containsKey(child.getName())) {
      return;
    }
    Set<Class<?>> below = new ReflectedFlow(child).children();
    facts.put(
        child.getName(),
        new ChildFacts(
            child.getName(),
            Names.of(child),
            traits(child),
            below.stream().map(Class::getName).sorted().toList()));
    below.forEach(this::add);
  }

  private static Set<ChildFacts.Trait> traits(Class<?> child) {
    Set<ChildFacts.Trait> traits = EnumSet.noneOf(ChildFacts.Trait.class);
    if (Modifier.isAbstract(child.getModifiers())) {
      traits.add(ChildFacts.Trait.ABSTRACT);
    }
    if (ClassFactory.isInner(child)) {
      traits.add(ChildFacts.Trait.INNER);
    } else if (ClassFactory.find(child) == null && ClassFactory.find(child, Env.class) == null) {
      traits.add(ChildFacts.Trait.WITHOUT_CONSTRUCTOR);
    }
    return traits;
  }
}
