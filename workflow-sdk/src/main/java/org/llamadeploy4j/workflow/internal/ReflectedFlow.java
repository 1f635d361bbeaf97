package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.CatchError;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.Event;
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

/**
 * Describes a workflow's class to the rules. Belongs to one reader.
 *
 * <p>A step belongs to the method that is annotated; a method that overrides it without an
 * annotation of its own is called in its place. So classes that containers derive at run time are
 * read as what their author wrote.
 */
final class ReflectedFlow implements FlowSource {

  private final Class<?> type;
  private final ReflectedTypes types = new ReflectedTypes();
  private final List<Method> methods = new ArrayList<>();

  ReflectedFlow(Class<?> type) {
    this.type = authored(type);
  }

  /** The class that an author wrote: what a proxy was derived from. */
  static Class<?> authored(Class<?> type) {
    Class<?> at = type;
    while (isDerived(at) && at.getSuperclass() != null && at.getSuperclass() != Workflow.class) {
      at = at.getSuperclass();
    }
    return at;
  }

  private static boolean isDerived(Class<?> type) {
    return type.isSynthetic() || type.isHidden() || type.getName().contains("$$");
  }

  @Override
  public String name() {
    return type.getName();
  }

  @Override
  public ReflectedTypes types() {
    return types;
  }

  @Override
  public Method method(int index) {
    return methods.get(index);
  }

  @Override
  public StepCall call(int index) {
    return StepCall.of(methods.get(index));
  }

  @Override
  public StepModel.Parameter.OfResource resource(int index, int parameter) {
    Parameter asks = methods.get(index).getParameters()[parameter];
    return new StepModel.Parameter.OfResource(
        asks.getParameterizedType(), asks.getAnnotation(ConfigFile.class));
  }

  @Override
  public StepExtras extras(int index) {
    return StepExtras.of(methods.get(index));
  }

  @Override
  public FlowFacts facts() {
    ReflectedMethods read = new ReflectedMethods(types);
    Map<MethodFacts, Method> found = new LinkedHashMap<>();
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
        data(),
        sharedFields(),
        ReflectedMethods.skips(type),
        true,
        Words.ANNOTATIONS);
  }

  private FamilyFacts family() {
    ReflectedFamily family = new ReflectedFamily();
    children(methods).forEach(family::add);
    return new FamilyFacts(type.getName(), Names.of(type), family.facts());
  }

  /** The workflows that its steps run. */
  Set<Class<?>> children() {
    return children(annotated());
  }

  private static Set<Class<?>> children(List<Method> methods) {
    Set<Class<?>> children = new LinkedHashSet<>();
    for (Method method : methods) {
      Step step = method.getAnnotation(Step.class);
      if (step != null) {
        children.addAll(List.of(step.children()));
      }
    }
    return children;
  }

  private DataTypes data() {
    ReflectedData data = new ReflectedData();
    types.stored().forEach(data::add);
    for (Method method : methods) {
      for (Parameter parameter : method.getParameters()) {
        if (parameter.isAnnotationPresent(ConfigFile.class) && parameter.getType().isRecord()) {
          data.use(parameter.getParameterizedType());
        }
      }
    }
    Map<String, List<String>> states = new LinkedHashMap<>();
    for (Class<?> state : states(hierarchy())) {
      data.add(state);
      states.put(state.getName(), List.copyOf(Names.ofState(state)));
    }
    return new DataTypes(data.facts(), states);
  }

  /** The nested states. */
  static Set<Class<?>> states(Set<Class<?>> hierarchy) {
    Set<Class<?>> states = new LinkedHashSet<>();
    for (Class<?> level : hierarchy) {
      for (Class<?> inner : level.getDeclaredClasses()) {
        if (inner.isAnnotationPresent(StateName.class)) {
          states.add(inner);
        }
      }
    }
    return states;
  }

  /** What is nested in a workflow's class or above it and could be a state. */
  static List<Class<?>> nested(Workflow workflow) {
    if (workflow instanceof BuiltWorkflow) {
      return List.of();
    }
    return new ReflectedFlow(workflow.getClass())
        .hierarchy().stream()
            .flatMap(level -> Arrays.stream(level.getDeclaredClasses()))
            .filter(DescribedStates::mayBeState)
            .toList();
  }

  /** The class, its superclasses, then their interfaces, nearest first. */
  @Override
  public Set<Class<?>> hierarchy() {
    Set<Class<?>> levels = new LinkedHashSet<>();
    for (Class<?> c = type; c != null && c != Workflow.class; c = c.getSuperclass()) {
      levels.add(c);
    }
    for (Class<?> c : List.copyOf(levels)) {
      addInterfaces(c, levels);
    }
    return levels;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> levels) {
    for (Class<?> above : type.getInterfaces()) {
      levels.add(above);
      addInterfaces(above, levels);
    }
  }

  /** Annotated methods, those left out that are overridden by others with annotations. */
  private List<Method> annotated() {
    List<Method> found = new ArrayList<>();
    Set<String> replaced = new HashSet<>();
    for (Class<?> level : hierarchy()) {
      Method[] declared = level.getDeclaredMethods();
      for (Method method : declared) {
        boolean counts = isOurs(method) && !method.isBridge() && !method.isSynthetic();
        boolean hidden = Modifier.isPrivate(method.getModifiers());
        if (counts && (hidden || !replaced.contains(signature(method)))) {
          found.add(method);
        }
      }
      // a bridge stands for what the method behind it overrides, and has its annotations
      Stream.of(declared).filter(ReflectedFlow::isOurs).forEach(m -> replaced.add(signature(m)));
    }
    return found;
  }

  /** Methods with {@code @Retry} alone, which nothing reads. */
  private List<Method> strays() {
    return hierarchy().stream()
        .flatMap(level -> Stream.of(level.getDeclaredMethods()))
        .filter(m -> m.isAnnotationPresent(Retry.class) && !isOurs(m) && !m.isSynthetic())
        .toList();
  }

  private static boolean isOurs(Method method) {
    return method.isAnnotationPresent(Step.class)
        || method.isAnnotationPresent(CatchError.class)
        || method.isAnnotationPresent(Provides.class);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  private Set<String> nestedEvents() {
    Set<String> nested = new TreeSet<>();
    for (Class<?> level : hierarchy()) {
      for (Class<?> inner : level.getDeclaredClasses()) {
        if (inner.isRecord() && Event.class.isAssignableFrom(inner)) {
          types.add(inner);
          nested.add(inner.getName());
        }
      }
    }
    return nested;
  }

  private List<String> sharedFields() {
    return hierarchy().stream()
        .filter(level -> !level.isInterface())
        .flatMap(level -> Stream.of(level.getDeclaredFields()))
        .filter(ReflectedFlow::isShared)
        .map(Field::getName)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static boolean isShared(Field field) {
    int modifiers = field.getModifiers();
    return !field.isSynthetic() && !Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers);
  }
}
