package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.FlowPlan;
import org.llamadeploy4j.workflow.engine.StepPlan;

/**
 * A workflow class as read: steps by name, events, the start and the stop type.
 *
 * @param stateTypes the declared state types
 */
record FlowModel(
    List<StepModel> steps,
    EventTypes events,
    Set<Class<?>> stateTypes,
    Class<?> startType,
    Class<?> stopType,
    List<String> warnings) {

  StepModel step(String name) {
    return steps.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step " + name));
  }

  Set<Class<?>> startClasses() {
    Set<Class<?>> starts = new HashSet<>();
    steps.forEach(
        s -> s.shape().accepts().stream().filter(GraphCheck::isStart).forEach(starts::add));
    return starts;
  }

  FlowPlan plan(@Nullable Duration limit) {
    Set<String> stops = new HashSet<>();
    Set<String> questions = new HashSet<>();
    Set<String> answers = new HashSet<>();
    for (EventType type : events.all()) {
      if (type.isStop()) {
        stops.add(type.name());
      }
      if (type.isQuestion()) {
        questions.add(type.name());
      }
      if (type.isAnswer()) {
        answers.add(type.name());
      }
    }
    List<StepPlan> plans = steps.stream().map(s -> s.plan(events)).toList();
    return new FlowPlan(plans, new FlowPlan.Roles(stops, questions, answers), limit);
  }
}
