package org.llamadeploy4j.workflow.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;

/** The rules that the steps of a workflow keep together. Notes every problem. */
final class GraphCheck {

  private final List<StepModel> steps;
  private final List<String> problems;

  GraphCheck(List<StepModel> steps, List<String> problems) {
    this.steps = steps;
    this.problems = problems;
  }

  static boolean isStart(Class<?> type) {
    return StartEvent.class.isAssignableFrom(type);
  }

  static boolean isStop(Class<?> type) {
    return StopEvent.class.isAssignableFrom(type);
  }

  private static boolean isQuestion(Class<?> type) {
    return InputRequiredEvent.class.isAssignableFrom(type);
  }

  private static boolean isAnswer(Class<?> type) {
    return HumanResponseEvent.class.isAssignableFrom(type);
  }

  /** The events a step gives to others: returned and sent ones. */
  private static Set<Class<?>> outputs(StepModel step) {
    Set<Class<?>> all = new LinkedHashSet<>(step.shape().returns());
    all.addAll(step.shape().declared().sends());
    return all;
  }

  void flow() {
    noStopInputs();
    Set<Class<?>> produced = new LinkedHashSet<>();
    Set<Class<?>> consumed = new LinkedHashSet<>();
    for (StepModel step : steps) {
      produced.addAll(outputs(step));
      consumed.addAll(step.shape().accepts());
      consumed.addAll(step.shape().declared().waits());
    }
    unproduced(produced);
    unconsumed(consumed);
    Set<StepModel> reached = reachable();
    for (StepModel step : steps) {
      if (!reached.contains(step)) {
        problems.add(
            "step " + step.name() + ": cannot be reached from the start event or a human response");
      }
    }
    deadEnds();
  }

  private void noStopInputs() {
    for (StepModel step : steps) {
      if (step.shape().accepts().stream().anyMatch(GraphCheck::isStop)) {
        problems.add("step " + step.name() + ": takes a stop event; a stop event ends the run");
      }
      if (outputs(step).stream().anyMatch(GraphCheck::isStart)) {
        problems.add(
            "step " + step.name() + ": gives out a start event; only a caller starts a run");
      }
      if (step.shape().declared().sends().stream().anyMatch(GraphCheck::isStop)) {
        problems.add("step " + step.name() + ": sends a stop event; return it to end the run");
      }
    }
  }

  private void unproduced(Set<Class<?>> produced) {
    for (StepModel step : steps) {
      for (Class<?> type : step.shape().accepts()) {
        boolean fromElsewhere = isStart(type) || isStop(type) || isAnswer(type);
        if (!fromElsewhere && !produced.contains(type)) {
          problems.add(
              "step %s: takes %s, which no step returns or sends"
                  .formatted(step.name(), Names.of(type)));
        }
      }
    }
  }

  private void unconsumed(Set<Class<?>> consumed) {
    for (StepModel step : steps) {
      for (Class<?> type : outputs(step)) {
        boolean terminal = isStart(type) || isStop(type) || isQuestion(type) || isAnswer(type);
        if (!terminal && !consumed.contains(type)) {
          problems.add(
              "step %s: gives out %s, which no step takes or declares in waits"
                  .formatted(step.name(), Names.of(type)));
        }
      }
    }
  }

  private Set<StepModel> reachable() {
    Set<StepModel> reached = new LinkedHashSet<>();
    Deque<StepModel> open = new ArrayDeque<>();
    Predicate<Class<?>> entry = type -> isStart(type) || isAnswer(type);
    steps.stream().filter(s -> s.shape().accepts().stream().anyMatch(entry)).forEach(open::add);
    while (!open.isEmpty()) {
      StepModel step = open.removeFirst();
      if (reached.add(step)) {
        Set<Class<?>> outputs = outputs(step);
        steps.stream()
            .filter(s -> s.shape().accepts().stream().anyMatch(outputs::contains))
            .forEach(open::add);
      }
    }
    return reached;
  }

  /** A step that gives out events must be able to lead to the end or to a question. */
  private void deadEnds() {
    Set<StepModel> leading = new LinkedHashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (StepModel step : steps) {
        if (!leading.contains(step) && leads(step, leading)) {
          more = leading.add(step);
        }
      }
    }
    for (StepModel step : steps) {
      if (!leading.contains(step) && !outputs(step).isEmpty()) {
        problems.add(
            "step " + step.name() + ": is a dead end; nothing it gives out leads to a stop event");
      }
    }
  }

  private boolean leads(StepModel step, Set<StepModel> leading) {
    Set<Class<?>> waits =
        steps.stream()
            .filter(leading::contains)
            .flatMap(s -> s.shape().declared().waits().stream())
            .collect(Collectors.toSet());
    return outputs(step).stream()
        .anyMatch(type ->
            isStop(type)
                || isQuestion(type)
                || waits.contains(type)
                || leading.stream().anyMatch(s -> s.shape().accepts().contains(type)));
  }

  /** The one type that covers these, or null after noting a problem. */
  @Nullable Class<?> single(String role, Set<Class<?>> exact, Class<?> root, String none) {
    if (exact.isEmpty()) {
      problems.add(none);
      return null;
    }
    if (exact.size() == 1) {
      Class<?> only = exact.iterator().next();
      return only == FreeEvent.Start.class || only == FreeEvent.Stop.class ? root : only;
    }
    Class<?> union = commonSealed(exact);
    if (union == null) {
      Set<String> names =
          exact.stream().map(Names::of).collect(Collectors.toCollection(TreeSet::new));
      problems.add(
          "there are several %s events: %s; use one, or one sealed interface over them"
              .formatted(role, names));
    }
    return union;
  }

  private static @Nullable Class<?> commonSealed(Set<Class<?>> exact) {
    Deque<Class<?>> open = new ArrayDeque<>(exact);
    while (!open.isEmpty()) {
      Class<?> type = open.removeFirst();
      if (type.isSealed() && exact.stream().allMatch(type::isAssignableFrom)) {
        return type;
      }
      for (Class<?> above : type.getInterfaces()) {
        if (Event.class.isAssignableFrom(above)) {
          open.add(above);
        }
      }
    }
    return null;
  }
}
