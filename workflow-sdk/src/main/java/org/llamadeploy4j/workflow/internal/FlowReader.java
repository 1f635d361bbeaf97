package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;

/** Reads a workflow's class into its model and notes every problem on the way. */
final class FlowReader {

  private final Class<?> type;
  private final Codecs codecs;
  private final List<String> problems = new ArrayList<>();

  private FlowReader(Class<?> type, Codecs codecs) {
    this.type = type;
    this.codecs = codecs;
  }

  /**
   * @throws WorkflowDefinitionException listing every problem
   */
  static FlowModel read(Class<? extends Workflow> type, Codecs codecs) {
    return new FlowReader(type, codecs).read();
  }

  private FlowModel read() {
    List<StepModel> steps = steps();
    EventTypes events = events(steps);
    Set<Class<?>> states = states();
    GraphCheck graph = new GraphCheck(steps, problems);
    Class<?> start = null;
    Class<?> stop = null;
    if (steps.isEmpty() && problems.isEmpty()) {
      problems.add("it has no steps; annotate at least one method with @Step");
    } else if (!steps.isEmpty()) {
      start = startType(graph, steps);
      stop = stopType(graph, steps);
      graph.flow();
    }
    if (!problems.isEmpty() || start == null || stop == null) {
      throw new WorkflowDefinitionException(
          type.getName(), List.copyOf(new LinkedHashSet<>(problems)));
    }
    return new FlowModel(steps, events, states, start, stop, warnings());
  }

  private List<StepModel> steps() {
    List<StepModel> steps = new ArrayList<>();
    for (Method method : stepMethods()) {
      StepModel step = new StepReader(method, annotation(method), problems).read();
      if (step != null) {
        steps.add(step);
      }
    }
    steps.sort(Comparator.comparing(StepModel::name));
    Set<String> names = new TreeSet<>();
    for (StepModel step : steps) {
      if (!names.add(step.name())) {
        problems.add(
            "there are two steps named " + step.name() + "; give one a name with @Step(name = …)");
      }
    }
    return List.copyOf(steps);
  }

  /**
   * Annotated methods, overridden ones left out, in an order that does not depend on the virtual
   * machine.
   */
  private List<Method> stepMethods() {
    List<Method> found = new ArrayList<>();
    Set<String> overridden = new LinkedHashSet<>();
    for (Class<?> level : hierarchy(type)) {
      Method[] methods = level.getDeclaredMethods();
      Arrays.sort(methods, Comparator.comparing(Method::toGenericString));
      for (Method method : methods) {
        boolean counts = !method.isBridge() && !method.isSynthetic();
        boolean first =
            Modifier.isPrivate(method.getModifiers()) || overridden.add(signature(method));
        if (counts && first && method.isAnnotationPresent(Step.class)) {
          found.add(method);
        }
      }
    }
    return found;
  }

  private static Step annotation(Method method) {
    Step step = method.getAnnotation(Step.class);
    if (step == null) {
      throw new IllegalStateException("not a step: " + method);
    }
    return step;
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  /** The class, its superclasses, then their interfaces, nearest first. */
  private static Set<Class<?>> hierarchy(Class<?> type) {
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

  /**
   * Registers the events of all steps, and those nested in the class, which its steps may wait for.
   */
  private EventTypes events(List<StepModel> steps) {
    EventTypes events = new EventTypes(codecs);
    Set<Class<?>> all = new LinkedHashSet<>();
    for (StepModel step : steps) {
      all.addAll(step.shape().accepts());
      all.addAll(step.shape().returns());
      all.addAll(step.shape().declared().sends());
      all.addAll(step.shape().declared().streams());
      all.addAll(step.shape().declared().waits());
    }
    for (Class<?> level : hierarchy(type)) {
      for (Class<?> nested : level.getDeclaredClasses()) {
        if (nested.isRecord() && Event.class.isAssignableFrom(nested)) {
          all.add(nested);
        }
      }
    }
    for (Class<?> each : all) {
      String problem = events.register(each);
      if (problem != null) {
        problems.add(problem);
      }
    }
    return events;
  }

  private Set<Class<?>> states() {
    Set<Class<?>> states = new LinkedHashSet<>();
    for (Class<?> level : hierarchy(type)) {
      for (Class<?> nested : level.getDeclaredClasses()) {
        if (nested.isAnnotationPresent(StateName.class)) {
          states.add(nested);
          checkState(nested);
        }
      }
    }
    return states;
  }

  private void checkState(Class<?> state) {
    try {
      codecs.of(state);
    } catch (Codecs.Unsupported e) {
      problems.add("state " + e.getMessage());
    }
  }

  private @Nullable Class<?> startType(GraphCheck graph, List<StepModel> steps) {
    Set<Class<?>> starts = new LinkedHashSet<>();
    steps.forEach(
        s -> s.shape().accepts().stream().filter(GraphCheck::isStart).forEach(starts::add));
    return graph.single(
        "start",
        starts,
        StartEvent.class,
        "no step takes a start event; one must take a StartEvent or a record that implements it");
  }

  private @Nullable Class<?> stopType(GraphCheck graph, List<StepModel> steps) {
    Set<Class<?>> stops = new LinkedHashSet<>();
    steps.forEach(s -> s.shape().returns().stream().filter(GraphCheck::isStop).forEach(stops::add));
    return graph.single(
        "stop",
        stops,
        StopEvent.class,
        "no step returns a stop event; one must return a StopEvent or a record that implements it");
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Workflow.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!field.isSynthetic() && !Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers)) {
          warnings.add(
              "field %s can change and is shared by all runs; keep what belongs to a run in Context.state"
                  .formatted(field.getName()));
        }
      }
    }
    return warnings;
  }
}
