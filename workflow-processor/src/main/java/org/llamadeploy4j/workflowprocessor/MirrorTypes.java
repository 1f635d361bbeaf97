package org.llamadeploy4j.workflowprocessor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.AnnotatedConstruct;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.FanOut;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.internal.rules.TypeFacts;
import org.llamadeploy4j.workflow.internal.rules.TypeUse;

/** Describes the compiler's types to the rules and remembers which it described. */
final class MirrorTypes {

  private static final TypeUse OBJECT = TypeUse.declared("java.lang.Object", List.of());

  private final Elements elements;
  private final Types types;
  private final Map<String, TypeFacts> facts = new LinkedHashMap<>();
  private final Map<String, TypeElement> described = new HashMap<>();

  MirrorTypes(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
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
        isEvent ? type.getPermittedSubclasses().stream().map(this::element).toList() : List.of();
    facts.put(
        name,
        new TypeFacts(
            name,
            eventName(type),
            form(type),
            !type.getTypeParameters().isEmpty(),
            permitted.stream().map(this::name).toList(),
            type.getInterfaces().stream().map(this::element).map(this::name).toList(),
            Set.copyOf(supertypes.keySet()),
            supertypes.containsKey(FanOut.class.getName()) ? members(type.asType()) : null));
    if (isEvent) {
      permitted.forEach(this::add);
      supertypes.values().stream().filter(this::isEvent).forEach(this::add);
    }
  }

  private static String eventName(TypeElement type) {
    EventName event = type.getAnnotation(EventName.class);
    StateName state = type.getAnnotation(StateName.class);
    return event != null
        ? event.value()
        : state != null ? state.value() : type.getSimpleName().toString();
  }

  private static TypeFacts.Form form(TypeElement type) {
    if (type.getKind() == ElementKind.RECORD) {
      return TypeFacts.Form.RECORD;
    }
    return type.getKind().isInterface() ? TypeFacts.Form.INTERFACE : TypeFacts.Form.CLASS;
  }

  private TypeElement element(TypeMirror type) {
    if (type.getKind() == TypeKind.ERROR) {
      throw new UnresolvedTypeException(type.toString());
    }
    return (TypeElement) ((DeclaredType) type).asElement();
  }

  private Map<String, TypeElement> supertypes(TypeElement type) {
    Map<String, TypeElement> all = new LinkedHashMap<>();
    Deque<TypeElement> open = new ArrayDeque<>(List.of(type));
    while (!open.isEmpty()) {
      TypeElement next = open.removeFirst();
      if (all.putIfAbsent(name(next), next) == null) {
        next.getInterfaces().forEach(i -> open.add(element(i)));
        if (next.getSuperclass().getKind() != TypeKind.NONE) {
          open.add(element(next.getSuperclass()));
        }
      }
    }
    return all;
  }

  /** What {@code FanOut}'s type variable is bound to above this type. */
  private @Nullable TypeUse members(TypeMirror type) {
    for (TypeMirror above : types.directSupertypes(type)) {
      DeclaredType declared = (DeclaredType) above;
      boolean found = name(element(declared)).equals(FanOut.class.getName());
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
    return bare(type).withNullable(isNullable(type));
  }

  private TypeUse bare(TypeMirror type) {
    return switch (type.getKind()) {
      case DECLARED -> {
        TypeElement element = element(type);
        add(element);
        yield TypeUse.declared(
            name(element),
            ((DeclaredType) type).getTypeArguments().stream().map(this::use).toList());
      }
      case ARRAY ->
          new TypeUse(
              TypeUse.Kind.ARRAY, "", List.of(use(((ArrayType) type).getComponentType())), false);
      case WILDCARD -> {
        TypeMirror bound = ((WildcardType) type).getExtendsBound();
        yield new TypeUse(
            TypeUse.Kind.WILDCARD, "", List.of(bound == null ? OBJECT : use(bound)), false);
      }
      case TYPEVAR ->
          new TypeUse(
              TypeUse.Kind.VARIABLE,
              types.asElement(type).getSimpleName().toString(),
              List.of(),
              false);
      case VOID -> new TypeUse(TypeUse.Kind.NOTHING, "", List.of(), false);
      case ERROR -> throw new UnresolvedTypeException(type.toString());
      default ->
          type.getKind().isPrimitive()
              ? new TypeUse(
                  TypeUse.Kind.PRIMITIVE,
                  type.getKind().name().toLowerCase(Locale.ROOT),
                  List.of(),
                  false)
              : OBJECT;
    };
  }

  static boolean isNullable(AnnotatedConstruct construct) {
    return construct.getAnnotationMirrors().stream()
        .anyMatch(a -> a.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable"));
  }
}
