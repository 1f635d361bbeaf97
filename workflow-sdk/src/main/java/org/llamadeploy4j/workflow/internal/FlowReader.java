package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.internal.rules.FlowRules;
import org.llamadeploy4j.workflow.internal.rules.FlowSignature;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts;
import org.llamadeploy4j.workflow.internal.rules.Place;
import org.llamadeploy4j.workflow.internal.rules.Problem;
import org.llamadeploy4j.workflow.internal.rules.Rule;
import org.llamadeploy4j.workflow.internal.rules.StepSignature;

/** Reads a workflow's class into its model and finds every problem on the way. */
final class FlowReader {

  private final FlowSource flow;
  private final ReflectedTypes types;
  private final Codecs codecs;
  private final List<Problem> problems = new ArrayList<>();

  private FlowReader(FlowSource flow, Codecs codecs) {
    this.flow = flow;
    this.types = flow.types();
    this.codecs = codecs;
  }

  /**
   * The model of a workflow whose every rule is kept.
   *
   * @throws WorkflowDefinitionException listing every problem
   */
  static FlowModel read(Class<? extends Workflow> type, Codecs codecs) {
    return read(type, codecs, true);
  }

  /**
   * The model of a workflow.
   *
   * @param validate whether to check the graph: that events are made and taken, that steps can be
   *     reached and lead somewhere, that joins have a stream. What keeps a step from being called
   *     is always checked.
   * @throws WorkflowDefinitionException listing every problem
   */
  static FlowModel read(Workflow workflow, Codecs codecs, boolean validate) {
    return new FlowReader(FlowSource.of(workflow), codecs).read(validate);
  }

  /** The same for any instance of a class. */
  static FlowModel read(Class<? extends Workflow> type, Codecs codecs, boolean validate) {
    return new FlowReader(new ReflectedFlow(type), codecs).read(validate);
  }

  private FlowModel read(boolean validate) {
    FlowFacts facts = flow.facts();
    FlowSignature signature = FlowRules.check(facts);
    signature.errors().stream().filter(p -> counts(p, validate)).forEach(problems::add);
    for (int i = 0; i < facts.methods().size(); i++) {
      open(i, facts.methods().get(i));
    }
    String start = signature.start();
    String stop = signature.stop();
    refuseProblems();
    if (start == null || stop == null) {
      throw new IllegalStateException("no start or stop in " + flow.name());
    }
    EventTypes events = events(signature);
    StateTypes states = states();
    List<StepModel> steps = signature.steps().stream().map(this::step).toList();
    refuseProblems();
    return new FlowModel(
        steps,
        makers(facts),
        events,
        states,
        types.declared(start),
        types.declared(stop),
        signature.asksHumans(),
        signature.warnings().stream().filter(p -> counts(p, validate)).map(Problem::text).toList());
  }

  private static boolean counts(Problem problem, boolean validate) {
    return validate || !problem.rule().isGraph();
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new WorkflowDefinitionException(
          flow.name(), problems.stream().map(Problem::text).distinct().toList());
    }
  }

  private EventTypes events(FlowSignature signature) {
    EventTypes events = new EventTypes(codecs);
    for (String event : signature.events()) {
      String problem = events.register(types.declared(event));
      if (problem != null) {
        problems.add(new Problem(Rule.EVENT_CODEC, Place.CLASS, problem));
      }
    }
    return events;
  }

  private StateTypes states() {
    StateTypes states = new StateTypes(codecs);
    for (Class<?> state : ReflectedFlow.states(flow.hierarchy())) {
      String problem = states.declare(state);
      if (problem != null) {
        problems.add(new Problem(Rule.STATE_CODEC, Place.CLASS, problem));
      }
    }
    return states;
  }

  private StepModel step(StepSignature step) {
    Method method = flow.method(step.method());
    StepExtras extras = flow.extras(step.method());
    for (String problem : extras.problems()) {
      problems.add(
          new Problem(
              Rule.RETRY_POLICY, Place.CLASS, "step %s: %s".formatted(step.name(), problem)));
    }
    List<StepModel.Parameter> parameters =
        IntStream.range(0, step.parameters().size()).mapToObj(i -> parameter(step, i)).toList();
    StepModel.Shape shape =
        new StepModel.Shape(
            classes(step.input().events()),
            returns(step.output()),
            new StepModel.Declared(
                classes(step.declared().sends()),
                classes(step.declared().streams()),
                classes(step.declared().waits())));
    StepSignature.Limits limits = step.limits();
    return new StepModel(
        step.plan(name -> Names.of(types.exact(name))),
        flow.call(step.method()),
        method,
        parameters,
        shape,
        new StepModel.Limits(limits.workers(), limits.timeout(), limits.cpu()),
        extras);
  }

  private StepModel.Parameter parameter(StepSignature step, int index) {
    return switch (step.parameters().get(index)) {
      case StepSignature.Role.OfContext r -> new StepModel.Parameter.OfContext();
      case StepSignature.Role.OfEvent r -> new StepModel.Parameter.OfEvent();
      case StepSignature.Role.OfSlot r -> new StepModel.Parameter.OfSlot(r.slot());
      case StepSignature.Role.OfJoined r -> new StepModel.Parameter.OfJoined();
      case StepSignature.Role.OfResource r -> flow.resource(step.method(), index);
    };
  }

  private StepModel.Returns returns(StepSignature.Output output) {
    Map<Class<?>, Set<Class<?>>> spread = new LinkedHashMap<>();
    output
        .spread()
        .forEach((record, members) -> spread.put(types.declared(record), classes(members)));
    return new StepModel.Returns(
        output.mayBeNull(), classes(output.events()), classes(output.listed()), spread);
  }

  private Set<Class<?>> classes(Set<String> events) {
    return events.stream().map(types::exact).collect(Collectors.toUnmodifiableSet());
  }

  private List<Method> makers(FlowFacts facts) {
    List<Method> makers = new ArrayList<>();
    for (int i = 0; i < facts.methods().size(); i++) {
      MethodFacts method = facts.methods().get(i);
      Method maker = method.scope() == null ? null : flow.method(i);
      if (maker != null) {
        makers.add(maker);
      }
    }
    return List.copyOf(makers);
  }

  /** Makes the method at this index callable. */
  private void open(int index, MethodFacts facts) {
    Method method = flow.method(index);
    try {
      if (method != null) {
        method.setAccessible(true);
      }
    } catch (InaccessibleObjectException e) {
      problems.add(
          new Problem(
              Rule.STEP_CLOSED,
              Place.CLASS,
              "%s: its package is closed to this library; open it in module-info.java: opens %s;"
                  .formatted(facts.subject(), method.getDeclaringClass().getPackageName())));
    }
  }
}
