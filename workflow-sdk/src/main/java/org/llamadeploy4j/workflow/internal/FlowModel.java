package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.engine.FlowPlan;

/**
 * A workflow as read: steps by name, error handlers among them; events; the start and the stop
 * type.
 *
 * @param makers the methods that make resources, accessible, sorted by name
 * @param states the states by type
 * @param asksHumans whether runs may ask or hear humans
 */
record FlowModel(
    List<StepModel> steps,
    List<Method> makers,
    EventTypes events,
    StateTypes states,
    Class<?> startType,
    Class<?> stopType,
    boolean asksHumans,
    List<String> warnings) {

  /** The same with events that are handed on as they are. */
  FlowModel sharingEvents() {
    return new FlowModel(
        steps, makers, events.sharing(), states, startType, stopType, asksHumans, warnings);
  }

  StepModel step(String name) {
    return steps.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step " + name));
  }

  /** What a step of this name, maybe an alias, is called today. */
  String stepToday(String name) {
    String today = name;
    for (StepModel step : steps) {
      if (step.name().equals(name)) {
        return name;
      }
      today = step.extras().earlier().step().contains(name) ? step.name() : today;
    }
    return today;
  }

  /** What is wrong with the earlier names of steps and of their blocks, one sentence each. */
  List<String> aliasProblems() {
    List<String> problems = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    steps.forEach(step -> owners.put(step.name(), step.name()));
    for (StepModel step : steps) {
      step.extras()
          .earlier()
          .problems()
          .forEach(p -> problems.add("step " + step.name() + ": " + p));
      for (String alias : step.extras().earlier().step()) {
        String other = owners.put(alias, step.name());
        if (alias.isBlank() || other != null) {
          problems.add(
              "step %s: its alias '%s' %s"
                  .formatted(
                      step.name(),
                      alias,
                      other == null ? "is blank" : "is also a name of step " + other));
        }
      }
    }
    return problems;
  }

  Set<Class<?>> startClasses() {
    Set<Class<?>> starts = new HashSet<>();
    steps.forEach(s ->
        s.shape().accepts().stream()
            .filter(StartEvent.class::isAssignableFrom)
            .forEach(starts::add));
    return starts;
  }

  FlowPlan plan(@Nullable Duration limit) {
    FlowPlan.Roles roles =
        new FlowPlan.Roles(
            names(EventType::isStop),
            names(EventType::isQuestion),
            names(EventType::isAnswer),
            names(this::mayBeAwaited));
    return new FlowPlan(steps.stream().map(StepModel::plan).toList(), roles, limit);
  }

  /** Whether a step may wait for such events: one says so, or they are there for nothing else. */
  boolean mayBeAwaited(EventType event) {
    Class<?> type = event.type();
    boolean declared =
        steps.stream().anyMatch(step -> step.shape().declared().waits().contains(type));
    return declared
        || (event.isPlain() && steps.stream().noneMatch(step -> step.shape().uses(type)));
  }

  private Set<String> names(Predicate<EventType> role) {
    return events.all().stream().filter(role).map(EventType::name).collect(Collectors.toSet());
  }
}
