package org.llamadeploy4j.workflowprocessor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.DataTypes;
import org.llamadeploy4j.workflow.internal.rules.FamilyFacts;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.Words;
import org.llamadeploy4j.workflow.retry.Retry;

/** Describes a workflow's class as the compiler sees it to the rules. */
final class MirrorFlow {

  private final TypeElement type;
  private final Elements elements;
  private final Types compiler;
  private final MirrorTypes types;
  private final MirrorData data;
  private final List<ExecutableElement> methods = new ArrayList<>();

  MirrorFlow(TypeElement type, Elements elements, Types types) {
    this.type = type;
    this.elements = elements;
    this.compiler = types;
    this.types = new MirrorTypes(elements, types);
    this.data = new MirrorData(elements, types);
  }

  TypeElement type() {
    return type;
  }

  /** The type of this binary name, if the facts describe it. */
  @Nullable TypeElement described(String name) {
    TypeElement found = types.described(name);
    return found == null ? data.described(name) : found;
  }

  /** The method at this index of the facts; to be asked after {@link #facts}. */
  ExecutableElement method(int index) {
    return methods.get(index);
  }

  /**
   * The workflow as written.
   *
   * @throws UnresolvedTypeException when it names a type that the compiler does not know
   */
  FlowFacts facts() {
    MirrorMethods read = new MirrorMethods(elements, compiler, types);
    Map<MethodFacts, ExecutableElement> found = new LinkedHashMap<>();
    annotated().forEach(m -> found.put(read.facts(m), m));
    strays().forEach(m -> found.put(read.facts(m), m));
    List<MethodFacts> sorted = found.keySet().stream().sorted(MethodFacts.ORDER).toList();
    sorted.forEach(m -> methods.add(found.get(m)));
    Set<String> nested = nestedEvents();
    return new FlowFacts(
        family(),
        sorted,
        types.facts(),
        nested,
        dataTypes(),
        sharedFields(),
        read.skips(type),
        !type.getModifiers().contains(Modifier.ABSTRACT),
        Words.ANNOTATIONS);
  }

  private FamilyFacts family() {
    MirrorFamily family = new MirrorFamily(elements, compiler);
    children().forEach(family::add);
    return new FamilyFacts(
        types.name(type), new MirrorNames(elements).of(type).getFirst(), family.facts());
  }

  /** The workflows that its steps run. */
  Set<TypeElement> children() {
    Set<TypeElement> children = new LinkedHashSet<>();
    for (ExecutableElement method : annotated()) {
      Marks step = Marks.of(method, Step.class, elements);
      if (step != null) {
        step.classes("children").forEach(c -> children.add(MirrorUses.element(c)));
      }
    }
    return children;
  }

  private DataTypes dataTypes() {
    types.stored().forEach(data::add);
    for (ExecutableElement method : methods) {
      for (VariableElement parameter : method.getParameters()) {
        boolean isFile = Marks.of(parameter, ConfigFile.class, elements) != null;
        if (isFile
            && parameter.asType() instanceof DeclaredType file
            && file.asElement().getKind() == ElementKind.RECORD) {
          data.use(file);
        }
      }
    }
    Map<String, List<String>> states = new LinkedHashMap<>();
    for (TypeElement level : hierarchy()) {
      for (TypeElement inner : ElementFilter.typesIn(level.getEnclosedElements())) {
        if (Marks.of(inner, StateName.class, elements) != null) {
          data.add(inner);
          states.put(types.name(inner), new MirrorNames(elements).ofState(inner));
        }
      }
    }
    return new DataTypes(data.facts(), states);
  }

  /** The class, its superclasses, then their interfaces, nearest first. */
  Set<TypeElement> hierarchy() {
    Set<TypeElement> levels = new LinkedHashSet<>();
    TypeElement at = type;
    while (at != null && !at.getQualifiedName().contentEquals(Workflow.class.getName())) {
      levels.add(at);
      at =
          at.getSuperclass() instanceof DeclaredType above ? (TypeElement) above.asElement() : null;
    }
    for (TypeElement level : List.copyOf(levels)) {
      addInterfaces(level, levels);
    }
    return levels;
  }

  private static void addInterfaces(TypeElement type, Set<TypeElement> levels) {
    for (var above : type.getInterfaces()) {
      TypeElement element = (TypeElement) ((DeclaredType) above).asElement();
      levels.add(element);
      addInterfaces(element, levels);
    }
  }

  /** Annotated methods, those left out that are overridden by others with annotations. */
  private List<ExecutableElement> annotated() {
    List<ExecutableElement> found = new ArrayList<>();
    for (TypeElement level : hierarchy()) {
      for (ExecutableElement method : ElementFilter.methodsIn(level.getEnclosedElements())) {
        boolean replaced = found.stream().anyMatch(f -> elements.overrides(f, method, type));
        if (isOurs(method) && !replaced) {
          found.add(method);
        }
      }
    }
    return found;
  }

  /** Methods with {@code @Retry} alone, which nothing reads. */
  private List<ExecutableElement> strays() {
    return hierarchy().stream()
        .flatMap(level -> ElementFilter.methodsIn(level.getEnclosedElements()).stream())
        .filter(m -> m.getAnnotation(Retry.class) != null && !isOurs(m))
        .toList();
  }

  private static boolean isOurs(ExecutableElement method) {
    return method.getAnnotation(Step.class) != null
        || method.getAnnotation(CatchError.class) != null
        || method.getAnnotation(Provides.class) != null;
  }

  private Set<String> nestedEvents() {
    Set<String> nested = new TreeSet<>();
    for (TypeElement level : hierarchy()) {
      for (TypeElement inner : ElementFilter.typesIn(level.getEnclosedElements())) {
        if (inner.getKind() == ElementKind.RECORD && types.isEvent(inner)) {
          types.add(inner);
          nested.add(types.name(inner));
        }
      }
    }
    return nested;
  }

  private List<String> sharedFields() {
    return hierarchy().stream()
        .filter(level -> !level.getKind().isInterface())
        .flatMap(level -> ElementFilter.fieldsIn(level.getEnclosedElements()).stream())
        .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
        .filter(f -> !f.getModifiers().contains(Modifier.FINAL))
        .map(f -> f.getSimpleName().toString())
        .sorted()
        .toList();
  }
}
