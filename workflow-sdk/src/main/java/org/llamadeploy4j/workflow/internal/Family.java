package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.ChildPlans;
import org.llamadeploy4j.workflow.engine.Reducer;
import org.llamadeploy4j.workflow.engine.RunPath;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.internal.rules.Words;
import org.llamadeploy4j.workflow.spi.OutsideEvent;

/**
 * A workflow and all that it runs as children, by logical name. Filled while it is loaded and then
 * only read; it is handed to other threads after that.
 */
final class Family implements ChildPlans {

  private final Map<String, Program> programs = new HashMap<>();

  void add(Program program) {
    programs.put(program.flow(), program);
  }

  @Nullable Program named(String flow) {
    return programs.get(flow);
  }

  @Override
  public @Nullable Reducer reducer(String flow) {
    Program program = programs.get(flow);
    return program == null ? null : program.reducer();
  }

  @Override
  public boolean isAnswer(String type) {
    return programs.values().stream()
        .map(program -> program.events().find(type))
        .anyMatch(known -> known != null && known.isAnswer());
  }

  @Override
  public boolean isAwaited(String type) {
    for (Program program : programs.values()) {
      EventType known = program.events().find(type);
      if (known != null && program.model().mayBeAwaited(known)) {
        return true;
      }
    }
    return false;
  }

  Collection<Program> all() {
    return List.copyOf(programs.values());
  }

  boolean asksHumans() {
    return programs.values().stream().anyMatch(program -> program.model().asksHumans());
  }

  /**
   * Checks that each of these resources replaces one: what replaces none was meant for something
   * else.
   */
  void checkReplaced(Set<Class<?>> types) {
    Set<Class<?>> known = new HashSet<>();
    programs.values().forEach(each -> known.addAll(each.resourceTypes()));
    for (Class<?> type : types) {
      if (!known.contains(type)) {
        throw new ResourceException(
            ResourceException.UNAVAILABLE,
            "%s cannot be replaced: the workflow neither makes nor asks for one, nor does a child; there are %s"
                .formatted(type.getName(), known.stream().map(Class::getName).sorted().toList()));
      }
    }
  }

  /** The program of a workflow that a step may run as a child. */
  Program find(String step, Class<? extends Workflow> workflow, Words words) {
    Program program = programs.get(Names.of(workflow));
    if (program == null || !workflow.isInstance(program.workflow())) {
      throw new WorkflowException(
          "undeclared_child",
          "step %s runs the child %s without saying so; add %s to %s"
              .formatted(
                  step,
                  workflow.getName(),
                  words.option("children", workflow.getSimpleName() + ".class"),
                  words.ofStep()));
    }
    return program;
  }

  /** The root, or where it does not know the event's class another that does; else the root. */
  Program knowing(Program root, Class<?> event) {
    if (root.events().ofClass(event) == null) {
      for (Program program : programs.values()) {
        if (program.events().ofClass(event) != null) {
          return program;
        }
      }
    }
    return root;
  }

  /** The root, or where it has no event of this name another that has; else the root. */
  Program knowing(Program root, String event) {
    if (!root.events().knows(event)) {
      for (Program program : programs.values()) {
        if (program.events().knows(event)) {
          return program;
        }
      }
    }
    return root;
  }

  /**
   * The programs that may know an event, the likeliest first; never empty.
   *
   * @param target the step it is for, as {@code child/step} in a child, or null for all that take
   *     it
   */
  List<Program> knowing(Program root, String event, @Nullable String target) {
    if (target != null && target.indexOf('/') >= 0) {
      String step = target.substring(target.lastIndexOf('/') + 1);
      List<Program> addressed =
          sorted()
              .filter(program -> program.steps().containsKey(step) && program.events().knows(event))
              .toList();
      if (!addressed.isEmpty()) {
        return addressed;
      }
    }
    return List.of(knowing(root, event));
  }

  /** What the root takes from outside, then what only others do. */
  List<OutsideEvent> outside(Program root) {
    Set<OutsideEvent> all = new LinkedHashSet<>(root.events().outside());
    sorted().forEach(program -> all.addAll(program.events().outside()));
    return List.copyOf(all);
  }

  /** Names of the steps of all but the root, and of the root where it is its own descendant. */
  List<String> stepsOfChildren(Program root) {
    return sorted()
        .filter(program -> !program.flow().equals(root.flow()) || isDescendant(root))
        .flatMap(program -> program.steps().keySet().stream())
        .sorted()
        .distinct()
        .toList();
  }

  private boolean isDescendant(Program root) {
    return programs.values().stream()
        .flatMap(program -> program.model().steps().stream())
        .flatMap(step -> step.extras().children().stream())
        .anyMatch(child -> child.isInstance(root.workflow()));
  }

  private Stream<Program> sorted() {
    return programs.values().stream().sorted(Comparator.comparing(Program::flow));
  }

  /** The program of the child at the end of a path, or null when there is no such child. */
  @Nullable Program at(Program root, RunState state, RunPath path) {
    Program program = root;
    RunState at = state;
    for (long item : path.items()) {
      RunState.ChildRun child = at.children().runs().get(item);
      program = child == null ? null : programs.get(child.flow());
      if (child == null || program == null) {
        return null;
      }
      at = child.state();
    }
    return program;
  }
}
