package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamadeploy4j.workflow.SkipChecks.Check;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Input;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Role;

/** The rules that the steps of a workflow keep together. */
final class GraphRules {

  private final List<StepSignature> steps;
  private final EventWorld world;
  private final Problems problems;
  private final Set<Check> skips;
  private final Set<String> produced = new LinkedHashSet<>();
  private final GraphHints hints;

  GraphRules(List<StepSignature> steps, EventWorld world, Problems problems, Set<Check> skips) {
    this.steps = steps;
    this.world = world;
    this.problems = problems;
    this.skips = skips;
    this.hints = new GraphHints(steps, world.words());
    steps.forEach(s -> produced.addAll(s.gives()));
  }

  void check() {
    wrongRoles();
    unproduced();
    unconsumed();
    unreachable();
    deadEnds();
  }

  private boolean skips(StepSignature step, Check check) {
    return skips.contains(check) || step.skips().contains(check);
  }

  private void problem(Rule rule, Place place, StepSignature step, String what) {
    problems.add(rule, place, "step " + step.name() + ": " + what);
  }

  private static Place.OfMethod place(StepSignature step) {
    return Place.method(step.method());
  }

  /** The parameter that takes the event. */
  static Place parameter(StepSignature step, String event) {
    return IntStream.range(0, step.parameters().size())
        .filter(i ->
            switch (step.parameters().get(i)) {
              case Role.OfEvent r -> true;
              case Role.OfJoined r -> true;
              case Role.OfSlot r ->
                  step.input() instanceof Input.Slots s && s.slots().get(r.slot()).contains(event);
              case Role.OfContext r -> false;
              case Role.OfResource r -> false;
            })
        .mapToObj(place(step)::parameter)
        .findFirst()
        .orElse(place(step));
  }

  private static Place giver(StepSignature step, String event) {
    return isOnlySent(step, event) ? place(step).attribute("sends") : place(step);
  }

  private static boolean isOnlySent(StepSignature step, String event) {
    boolean returned =
        step.output().events().contains(event) || step.output().members().contains(event);
    return step.declared().sends().contains(event) && !returned;
  }

  private void wrongRoles() {
    for (StepSignature step : steps) {
      for (String event : step.gives()) {
        if (world.isStart(event) && !step.open().contains(event)) {
          problem(
              Rule.GIVES_START,
              giver(step, event),
              step,
              "gives out a start event; only a caller starts a run");
        }
      }
      if (step.declared().sends().stream().anyMatch(world::isStop)) {
        problem(
            Rule.SENDS_STOP,
            place(step).attribute("sends"),
            step,
            "sends a stop event; return it to end the run");
      }
    }
  }

  private void unproduced() {
    for (StepSignature step : steps) {
      for (String event : step.input().events()) {
        if (isUnproduced(step, event)) {
          problem(
              Rule.UNPRODUCED,
              parameter(step, event),
              step,
              "takes %s, which no step returns or sends; %s"
                  .formatted(world.nameOf(event), hints.toGive(event)));
        }
      }
    }
  }

  private boolean isUnproduced(StepSignature step, String event) {
    boolean elsewhere =
        world.isStart(event)
            || world.isStop(event)
            || world.isQuestion(event)
            || world.isAnswer(event)
            || step.open().contains(event);
    return !elsewhere && !produced.contains(event);
  }

  private void unconsumed() {
    Set<String> consumed = new LinkedHashSet<>();
    for (StepSignature step : steps) {
      consumed.addAll(step.input().events());
      consumed.addAll(step.declared().waits());
    }
    for (StepSignature step : steps) {
      for (String event : step.gives()) {
        boolean terminal =
            world.isStart(event)
                || world.isStop(event)
                || world.isQuestion(event)
                || world.isAnswer(event)
                || step.open().contains(event)
                || skips(step, Check.TERMINAL_EVENT);
        if (!terminal && !consumed.contains(event)) {
          problem(
              Rule.TERMINAL_EVENT,
              giver(step, event),
              step,
              "gives out %s, which no step takes or declares in waits; %s"
                  .formatted(world.nameOf(event), hints.toTake(event, isOnlySent(step, event))));
        }
      }
    }
  }

  private void unreachable() {
    Map<String, List<StepSignature>> takers = new HashMap<>();
    steps.forEach(s ->
        s.input().events().forEach(e -> takers.computeIfAbsent(e, k -> new ArrayList<>()).add(s)));
    Set<Integer> reached = new HashSet<>();
    Deque<StepSignature> open = new ArrayDeque<>();
    steps.stream().filter(this::isEntry).forEach(open::add);
    while (!open.isEmpty()) {
      StepSignature step = open.removeFirst();
      if (reached.add(step.method())) {
        step.gives().forEach(e -> open.addAll(takers.getOrDefault(e, List.of())));
      }
    }
    for (StepSignature step : steps) {
      if (!reached.contains(step.method()) && !skips(step, Check.REACHABILITY)) {
        problem(
            Rule.REACHABILITY,
            place(step),
            step,
            "cannot be reached from the start event, a human response or an error handler; %s"
                .formatted(hints.toReach(step.input().events())));
      }
    }
  }

  private boolean isEntry(StepSignature step) {
    return step.handles()
        || step.input().events().stream().anyMatch(e -> world.isStart(e) || world.isAnswer(e));
  }

  /** A step that gives out events must be able to lead to the end or to a question. */
  private void deadEnds() {
    Map<String, List<StepSignature>> givers = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    for (StepSignature step : steps) {
      for (String event : step.gives()) {
        givers.computeIfAbsent(event, k -> new ArrayList<>()).add(step);
        if (world.isStop(event) || world.isQuestion(event)) {
          open.add(event);
        }
      }
    }
    Set<Integer> leading = new HashSet<>();
    while (!open.isEmpty()) {
      for (StepSignature step : givers.getOrDefault(open.removeFirst(), List.of())) {
        if (leading.add(step.method())) {
          open.addAll(step.input().events());
          open.addAll(step.declared().waits());
        }
      }
    }
    Set<String> missing = missing();
    for (StepSignature step : steps) {
      boolean silent = step.gives().isEmpty() || skips(step, Check.DEAD_END);
      if (!silent && !leading.contains(step.method())) {
        problem(
            Rule.DEAD_END,
            place(step),
            step,
            "is a dead end; nothing it gives out leads to a stop event; " + hints.toGoOn(missing));
      }
    }
  }

  /** The events that a step would go on with if another gave them out. */
  private Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (StepSignature step : steps) {
      step.input().events().stream().filter(e -> isUnproduced(step, e)).forEach(missing::add);
    }
    return missing;
  }

  /** Names of events for people, sorted. */
  static String shown(Set<String> events, EventWorld world) {
    return events.stream().map(world::nameOf).sorted().collect(Collectors.joining(" | "));
  }
}
