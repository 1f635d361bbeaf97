package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Understands a workflow and checks every rule, so that all its problems are known at once. */
public final class FlowRules {

  private final FlowFacts flow;
  private final EventWorld world;
  private final Problems problems = new Problems();

  private FlowRules(FlowFacts flow) {
    this.flow = flow;
    this.world = new EventWorld(flow);
  }

  /** The workflow as understood, with every problem that was found. */
  public static FlowSignature check(FlowFacts flow) {
    return new FlowRules(flow).check();
  }

  private FlowSignature check() {
    name();
    List<StepSignature> steps = steps();
    DataRules data = new DataRules(flow.data().types());
    new RetryRules(flow.methods(), problems).check();
    new ChildRules(flow, problems).check();
    new ResourceRules(flow, data, problems).check();
    Set<String> events = events(steps);
    new EventRules(world, data, problems).check(flow.nested(), events);
    new StateRules(flow.data(), data, problems).check();
    String start = null;
    String stop = null;
    boolean known = problems.all().stream().noneMatch(p -> p.rule().hidesFlow());
    if (flow.complete() && steps.isEmpty() && known) {
      problems.add(
          Rule.NO_STEPS,
          Place.CLASS,
          "it has no steps; "
              + flow.words()
                  .pick(
                      "annotate at least one method with @Step", "add at least one with step(…)"));
    } else if (flow.complete() && known) {
      start = startType(steps);
      stop = stopType(steps);
      new GraphRules(steps, world, problems, flow.skips()).check();
      new FanOutRules(steps, world, problems, flow.skips()).check();
    }
    for (String field : flow.sharedFields()) {
      problems.add(
          Rule.SHARED_FIELD,
          Place.field(field),
          "field %s can change and is shared by all runs; keep what belongs to a run in Context.state"
              .formatted(field));
    }
    return new FlowSignature(steps, events, start, stop, asksHumans(steps), counted());
  }

  private void name() {
    String fault = ProperName.fault(flow.family().flow());
    if (fault != null) {
      Place at = new Place.OfTypeAttribute(flow.family().name(), Place.Mark.EVENT_NAME, "value");
      problems.add(Rule.WORKFLOW_NAME, at, "it " + fault);
    }
  }

  /** An abstract class may leave type variables for others to fill by overriding the step. */
  private List<Problem> counted() {
    return problems.all().stream()
        .filter(p -> flow.complete() || p.rule() != Rule.EVENT_GENERIC)
        .toList();
  }

  private List<StepSignature> steps() {
    StepRules rules = new StepRules(world, problems);
    List<StepSignature> steps = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < flow.methods().size(); i++) {
      MethodFacts method = flow.methods().get(i);
      StepSignature step = rules.read(i, method);
      if (step != null) {
        steps.add(step);
      }
      String name = method.stepName();
      if (name != null && names.putIfAbsent(name, i) != null) {
        problems.add(
            Rule.STEP_NAME,
            Place.method(i),
            "there are two steps named %s; %s"
                .formatted(
                    name,
                    flow.words()
                        .pick("give one a name with @Step(name = …)", "give one another name")));
      }
    }
    steps.sort(Comparator.comparing(StepSignature::name));
    new HandlerRules(flow.methods(), names.keySet(), problems).check();
    return List.copyOf(steps);
  }

  private boolean asksHumans(List<StepSignature> steps) {
    return steps.stream()
        .flatMap(s -> s.named().stream())
        .anyMatch(e -> world.isQuestion(e) || world.isAnswer(e));
  }

  private Set<String> events(List<StepSignature> steps) {
    Set<String> events = new TreeSet<>(flow.nested());
    steps.forEach(s -> events.addAll(s.named()));
    events.removeIf(e -> Known.ROLES.contains(e) || world.isFanOut(e));
    return events;
  }

  private @Nullable String startType(List<StepSignature> steps) {
    Set<String> starts = new LinkedHashSet<>();
    steps.forEach(s -> s.input().events().stream().filter(world::isStart).forEach(starts::add));
    if (starts.isEmpty()) {
      problems.add(
          Rule.START_TYPE,
          Place.CLASS,
          "no step takes a start event; one must take a StartEvent or a record that implements it");
      return null;
    }
    return single(Rule.START_TYPE, "start", starts);
  }

  private @Nullable String stopType(List<StepSignature> steps) {
    Set<String> stops = new LinkedHashSet<>();
    steps.forEach(s -> s.output().events().stream().filter(world::isStop).forEach(stops::add));
    if (stops.isEmpty()) {
      problems.add(
          Rule.STOP_TYPE,
          Place.CLASS,
          "no step returns a stop event; one must return a StopEvent or a record that implements it");
      return null;
    }
    return single(Rule.STOP_TYPE, "stop", stops);
  }

  /** The one type that covers these, or null after noting a problem. */
  private @Nullable String single(Rule rule, String role, Set<String> exact) {
    if (exact.size() == 1) {
      return exact.iterator().next();
    }
    String union = world.sealedOver(exact);
    if (union == null) {
      Set<String> names =
          exact.stream().map(world::nameOf).collect(Collectors.toCollection(TreeSet::new));
      problems.add(
          rule,
          Place.CLASS,
          "there are several %s events: %s; use one, or one sealed interface over them"
              .formatted(role, names));
    }
    return union;
  }
}
