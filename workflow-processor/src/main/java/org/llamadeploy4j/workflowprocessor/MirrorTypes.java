package org.llamadeploy4j.workflowprocessor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.internal.rules.DataTypes;
import org.llamadeploy4j.workflow.internal.rules.TypeFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/** Describes the compiler's types to the rules and remembers which it described. */
final class MirrorTypes {

  private final Elements elements;
  private final Types types;
  private final MirrorUses uses;
  private final Map<String, TypeFacts> facts = new LinkedHashMap<>();
  private final Map<String, TypeElement> described = new HashMap<>();

  MirrorTypes(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
    this.uses = new MirrorUses(elements, this::add);
    for (Class<?> known :
        List.of(
            Event.class,
            StartEvent.class,
            StopEvent.class,
            InputRequiredEvent.class,
            HumanResponseEvent.class)) {
      add(elements.getTypeElement(known.getName()));
    }
  }

  Map<String, TypeFacts> facts() {
    return facts;
  }

  /** The type of this binary name, if it was described. */
  @Nullable TypeElement described(String name) {
    return described.get(name);
  }

  /** The events among them that are stored. */
  List<TypeElement> stored() {
    return facts.values().stream()
        .filter(DataTypes::isStored)
        .map(f -> Objects.requireNonNull(described.get(f.name())))
        .toList();
  }

  String name(TypeElement type) {
    return elements.getBinaryName(type).toString();
  }

  boolean isEvent(TypeElement type) {
    return supertypes(type).containsKey(Event.class.getName());
  }

  /** Describes a type, what it permits, and what events it is made of. */
  void add(TypeElement type) {
    String name = name(type);
    if (described.putIfAbsent(name, type) != null) {
      return;
    }
    Map<String, TypeElement> supertypes = supertypes(type);
    boolean isEvent = supertypes.containsKey(Event.class.getName());
    List<TypeElement> permitted =
        isEvent
            ? type.getPermittedSubclasses().stream().map(MirrorUses::element).toList()
            : List.of();
    facts.put(
        name,
        new TypeFacts(
            name,
            new MirrorNames(elements).of(type),
            form(type),
            !type.getTypeParameters().isEmpty(),
            permitted.stream().map(this::name).toList(),
            type.getInterfaces().stream().map(MirrorUses::element).map(this::name).toList(),
            Set.copyOf(supertypes.keySet()),
            supertypes.containsKey(FanOut.class.getName()) ? members(type.asType()) : null));
    if (isEvent) {
      permitted.forEach(this::add);
      supertypes.values().stream().filter(this::isEvent).forEach(this::add);
    }
  }

  private static TypeFacts.Form form(TypeElement type) {
    if (type.getKind() == ElementKind.RECORD) {
      return TypeFacts.Form.RECORD;
    }
    return type.getKind().isInterface() ? TypeFacts.Form.INTERFACE : TypeFacts.Form.CLASS;
  }

  private Map<String, TypeElement> supertypes(TypeElement type) {
    Map<String, TypeElement> all = new LinkedHashMap<>();
    Deque<TypeElement> open = new ArrayDeque<>(List.of(type));
    while (!open.isEmpty()) {
      TypeElement next = open.removeFirst();
      if (all.putIfAbsent(name(next), next) == null) {
        next.getInterfaces().forEach(i -> open.add(MirrorUses.element(i)));
        if (next.getSuperclass().getKind() != TypeKind.NONE) {
          open.add(MirrorUses.element(next.getSuperclass()));
        }
      }
    }
    return all;
  }

  /** What {@code FanOut}'s type variable is bound to above this type. */
  private @Nullable TypeUse members(TypeMirror type) {
    for (TypeMirror above : types.directSupertypes(type)) {
      DeclaredType declared = (DeclaredType) above;
      boolean found = name(MirrorUses.element(declared)).equals(FanOut.class.getName());
      TypeUse members =
          found && !declared.getTypeArguments().isEmpty()
              ? use(declared.getTypeArguments().getFirst())
              : members(above);
      if (members != null) {
        return members;
      }
    }
    return null;
  }

  /** A type as written, with its annotations. */
  TypeUse use(TypeMirror type) {
    return uses.use(type);
  }
}
