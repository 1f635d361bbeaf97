package org.llamadeploy4j.workflowprocessor;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.internal.rules.ChildFacts;

/** Describes workflows that run below another to the rules, each once. */
final class MirrorFamily {

  private final Elements elements;
  private final Types types;
  private final Map<String, ChildFacts> facts = new HashMap<>();

  MirrorFamily(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  Map<String, ChildFacts> facts() {
    return facts;
  }

  /** Describes a workflow and all that run below it. */
  void add(TypeElement child) {
    String name = elements.getBinaryName(child).toString();
    if (facts.containsKey(name)) {
      return;
    }
    Set<TypeElement> below = new MirrorFlow(child, elements, types).children();
    facts.put(
        name,
        new ChildFacts(
            name,
            new MirrorNames(elements).of(child).getFirst(),
            traits(child),
            below.stream().map(b -> elements.getBinaryName(b).toString()).sorted().toList()));
    below.forEach(this::add);
  }

  private Set<ChildFacts.Trait> traits(TypeElement child) {
    Set<ChildFacts.Trait> traits = EnumSet.noneOf(ChildFacts.Trait.class);
    if (child.getModifiers().contains(Modifier.ABSTRACT)) {
      traits.add(ChildFacts.Trait.ABSTRACT);
    }
    if (isInner(child)) {
      traits.add(ChildFacts.Trait.INNER);
    } else if (constructors(child).stream().noneMatch(this::fits)) {
      traits.add(ChildFacts.Trait.WITHOUT_CONSTRUCTOR);
    }
    return traits;
  }

  /** Whether it needs an instance of another class around it. */
  static boolean isInner(TypeElement type) {
    Element around = type.getEnclosingElement();
    return type.getNestingKind() == NestingKind.MEMBER
        && type.getKind() == ElementKind.CLASS
        && around != null
        && !around.getKind().isInterface()
        && !type.getModifiers().contains(Modifier.STATIC);
  }

  static List<ExecutableElement> constructors(TypeElement type) {
    return ElementFilter.constructorsIn(type.getEnclosedElements());
  }

  private boolean fits(ExecutableElement constructor) {
    List<? extends VariableElement> parameters = constructor.getParameters();
    boolean taken =
        parameters.isEmpty() || (parameters.size() == 1 && isEnv(parameters.getFirst()));
    return taken && constructor.getModifiers().contains(Modifier.PUBLIC);
  }

  private boolean isEnv(VariableElement parameter) {
    return parameter.asType() instanceof DeclaredType type
        && elements.getBinaryName(MirrorUses.element(type)).contentEquals(Env.class.getName());
  }
}
