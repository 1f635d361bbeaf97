package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A workflow as the engine sees it: its steps by name and the roles of event types. Immutable. */
public final class FlowPlan {

  private final Map<String, StepPlan> steps = new LinkedHashMap<>();
  private final Map<String, List<StepPlan>> takers = new HashMap<>();
  private final Roles roles;
  private final @Nullable Duration limit;
  private final boolean takesAnswers;
  private final StreamLevels levels;
  private final Map<String, StepPlan> handlers = new HashMap<>();

  /**
   * The types that are more than plain events.
   *
   * @param stops end the run when returned
   * @param questions are published when emitted
   * @param answers are kept when nobody takes them yet
   * @param awaited a step may wait for them: kept as well, when they come from outside
   */
  public record Roles(
      Set<String> stops, Set<String> questions, Set<String> answers, Set<String> awaited) {
    public Roles {
      stops = Set.copyOf(stops);
      questions = Set.copyOf(questions);
      answers = Set.copyOf(answers);
      awaited = Set.copyOf(awaited);
    }
  }

  /**
   * @param limit the run's limit of active time, or null
   */
  public FlowPlan(List<StepPlan> steps, Roles roles, @Nullable Duration limit) {
    steps.stream()
        .sorted(Comparator.comparing(StepPlan::name))
        .forEach(step -> this.steps.put(step.name(), step));
    for (StepPlan step : this.steps.values()) {
      for (String type : step.accepts()) {
        takers.computeIfAbsent(type, t -> new ArrayList<>()).add(step);
      }
    }
    this.roles = roles;
    this.limit = limit;
    this.levels = StreamLevels.of(this.steps.values());
    this.steps.values().forEach(this::assignHandler);
    this.takesAnswers = roles.answers().stream().anyMatch(takers::containsKey);
  }

  private void assignHandler(StepPlan step) {
    if (step.takes() instanceof Takes.Failures) {
      return;
    }
    for (StepPlan other : steps.values()) {
      if (other.takes() instanceof Takes.Failures f) {
        if (f.steps().contains(step.name())) {
          handlers.put(step.name(), other);
        } else if (f.steps().isEmpty()) {
          handlers.putIfAbsent(step.name(), other);
        }
      }
    }
  }

  /** The step that stands in for this one when it has failed, or null. */
  @Nullable StepPlan handlerOf(String step) {
    return handlers.get(step);
  }

  /** The steps that join the streams this step opens. */
  Set<String> joinsOf(String source) {
    return levels.joinsOf(source);
  }

  /** The steps by name, in the order of their names. */
  Map<String, StepPlan> steps() {
    return steps;
  }

  StepPlan step(String name) {
    StepPlan step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException("no step " + name + "; there are " + steps.keySet());
    }
    return step;
  }

  /** The steps that take this type, by name. */
  List<StepPlan> takers(String type) {
    return takers.getOrDefault(type, List.of());
  }

  boolean isStop(String type) {
    return roles.stops().contains(type);
  }

  boolean isQuestion(String type) {
    return roles.questions().contains(type);
  }

  boolean isAnswer(String type) {
    return roles.answers().contains(type);
  }

  boolean isAwaited(String type) {
    return roles.awaited().contains(type);
  }

  /** Whether a step, not a wait, takes what humans answer: then an idle run may still go on. */
  boolean takesAnswers() {
    return takesAnswers;
  }

  @Nullable Duration limit() {
    return limit;
  }
}
