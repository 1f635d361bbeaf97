package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.llamadeploy4j.workflow.SkipChecks.Check;
import org.llamadeploy4j.workflow.engine.StepPlan;
import org.llamadeploy4j.workflow.engine.StreamLevels;
import org.llamadeploy4j.workflow.engine.Takes;
import org.llamadeploy4j.workflow.internal.rules.StepSignature.Input;

/** The rules of streams: one is joined, a join has one, and slots can be filled together. */
final class FanOutRules {

  private final List<StepSignature> steps;
  private final EventWorld world;
  private final Problems problems;
  private final List<StepPlan> plans;
  private final StreamLevels levels;
  private final Set<Check> skips;

  FanOutRules(List<StepSignature> steps, EventWorld world, Problems problems, Set<Check> skips) {
    this.steps = steps;
    this.skips = skips;
    this.world = world;
    this.problems = problems;
    this.plans = steps.stream().map(s -> s.plan(UnaryOperator.identity())).toList();
    this.levels = StreamLevels.of(plans);
  }

  void check() {
    Set<String> produced = new HashSet<>();
    steps.forEach(s -> produced.addAll(s.gives()));
    for (StepSignature step : steps) {
      unjoined(step);
      switch (step.input()) {
        case Input.Joined joined -> joined(step, joined, produced);
        case Input.Slots slots -> slots(step, slots, produced);
        case Input.One one -> {}
        case Input.Failures failures -> {}
      }
    }
  }

  /** The members of a stream may go their own ways, so this is no mistake for sure. */
  private void unjoined(StepSignature step) {
    boolean skipped =
        skips.contains(Check.UNJOINED_FAN_OUT) || step.skips().contains(Check.UNJOINED_FAN_OUT);
    Set<String> members = step.output().members();
    if (!skipped && !members.isEmpty() && levels.joinsOf(step.name()).isEmpty()) {
      problem(
          Rule.UNJOINED_FAN_OUT,
          Place.method(step.method()),
          step,
          "opens a fan-out of %s that no step joins, so nothing waits for its members; %s if each goes its own way"
              .formatted(
                  GraphRules.shown(members, world),
                  world
                      .words()
                      .pick(
                          "let a step take a List of what they become, or say @SkipChecks(UNJOINED_FAN_OUT)",
                          "let a join(…) take what they become, or say withoutChecks(UNJOINED_FAN_OUT)")));
    }
  }

  private void joined(StepSignature step, Input.Joined joined, Set<String> produced) {
    boolean joins = plans.stream().anyMatch(p -> levels.joinsOf(p.name()).contains(step.name()));
    boolean made = joined.events().stream().anyMatch(produced::contains);
    if (!joins && made) {
      String event = joined.events().iterator().next();
      boolean sent =
          steps.stream()
              .anyMatch(s -> joined.events().stream().anyMatch(s.declared().sends()::contains));
      problem(
          Rule.JOIN_LEVEL,
          GraphRules.parameter(step, event),
          step,
          "joins %s, which does not come from the members of any fan-out; let a step return a List, or take one event%s"
              .formatted(
                  GraphRules.shown(joined.events(), world),
                  sent ? "; what is sent belongs to no fan-out, so return it" : ""));
    }
  }

  private void slots(StepSignature step, Input.Slots slots, Set<String> produced) {
    Set<String> fromOutside =
        slots.slots().stream()
            .flatMap(Set::stream)
            .filter(e -> world.isStart(e) || world.isAnswer(e))
            .collect(Collectors.toSet());
    boolean made =
        slots.slots().stream()
            .allMatch(
                s -> s.stream().anyMatch(e -> produced.contains(e) || fromOutside.contains(e)));
    List<Set<String>> all = new ArrayList<>();
    all.add(root(fromOutside));
    plans.forEach(p -> all.add(levels.typesIn(p.name())));
    boolean together =
        all.stream()
            .anyMatch(level ->
                slots.slots().stream().allMatch(s -> s.stream().anyMatch(level::contains)));
    if (made && !together) {
      String shown =
          slots.slots().stream()
              .map(s -> GraphRules.shown(s, world))
              .collect(Collectors.joining(" and "));
      problem(
          Rule.SLOT_LEVEL,
          Place.method(step.method()),
          step,
          "waits for %s, which never occur in the same fan-out; join the inner one first"
              .formatted(shown));
    }
  }

  /** The events that can occur outside of every stream. */
  private Set<String> root(Set<String> fromOutside) {
    Set<String> types = new HashSet<>(fromOutside);
    steps.forEach(s -> types.addAll(s.declared().sends()));
    steps.forEach(s ->
        s.input().events().stream()
            .filter(e -> world.isStart(e) || world.isAnswer(e))
            .forEach(types::add));
    Set<String> running = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (StepPlan plan : plans) {
        boolean joins = plan.takes() instanceof Takes.Joined;
        if (!joins && plan.accepts().stream().anyMatch(types::contains)) {
          more |= run(plan, running, types);
        }
      }
    }
    return types;
  }

  /** A step at the root gives out there, and so do its handlers and the joins of its streams. */
  private boolean run(StepPlan plan, Set<String> running, Set<String> types) {
    if (!running.add(plan.name())) {
      return false;
    }
    types.addAll(plan.gives().returns());
    Set<String> joins = levels.joinsOf(plan.name());
    for (StepPlan other : plans) {
      boolean handles =
          other.takes() instanceof Takes.Failures f
              && (f.steps().isEmpty() || f.steps().contains(plan.name()));
      if (handles || joins.contains(other.name())) {
        run(other, running, types);
      }
    }
    return true;
  }

  private void problem(Rule rule, Place place, StepSignature step, String what) {
    problems.add(rule, place, "step " + step.name() + ": " + what);
  }
}
