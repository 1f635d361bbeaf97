package org.llamadeploy4j.workflow.internal;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.ConfigFile;
import org.llamadeploy4j.workflow.StateName;
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
    problems.addAll(signature.errors());
    EventTypes events = events(signature);
    StateTypes states = states();
    List<StepModel> steps = signature.steps().stream().map(this::step).toList();
    List<Method> makers = makers(facts);
    if (!validate) {
      problems.removeIf(p -> p.rule().isGraph());
    }
    String start = signature.start();
    String stop = signature.stop();
    if (!problems.isEmpty() || start == null || stop == null) {
      throw new WorkflowDefinitionException(
          flow.name(), problems.stream().map(Problem::text).distinct().toList());
    }
    return new FlowModel(
        steps,
        makers,
        events,
        states,
        types.declared(start),
        types.declared(stop),
        signature.asksHumans(),
        signature.warnings().stream().map(Problem::text).toList());
  }

  private EventTypes events(FlowSignature signature) {
    Set<String> refused = problems.stream().map(p -> p.place().type()).collect(Collectors.toSet());
    EventTypes events = new EventTypes(codecs);
    for (String event : signature.events()) {
      String problem = refused.contains(event) ? null : events.register(types.declared(event));
      if (problem != null) {
        problems.add(new Problem(Rule.EVENT_CODEC, Place.CLASS, problem));
      }
    }
    return events;
  }

  private StateTypes states() {
    StateTypes states = new StateTypes(codecs);
    for (Class<?> level : flow.hierarchy()) {
      for (Class<?> nested : level.getDeclaredClasses()) {
        if (nested.isAnnotationPresent(StateName.class)) {
          String problem = states.declare(nested);
          if (problem != null) {
            problems.add(new Problem(Rule.STATE_CODEC, Place.CLASS, problem));
          }
        }
      }
    }
    return states;
  }

  private StepModel step(StepSignature step) {
    Method method = flow.method(step.method());
    if (method != null) {
      open(method, "step " + step.name());
    }
    List<StepModel.Parameter> parameters =
        IntStream.range(0, step.parameters().size())
            .mapToObj(i -> parameter(step.parameters().get(i), method, i))
            .toList();
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
        flow.extras(step.method()));
  }

  private static StepModel.Parameter parameter(
      StepSignature.Role role, @Nullable Method method, int index) {
    return switch (role) {
      case StepSignature.Role.OfContext r -> new StepModel.Parameter.OfContext();
      case StepSignature.Role.OfEvent r -> new StepModel.Parameter.OfEvent();
      case StepSignature.Role.OfSlot r -> new StepModel.Parameter.OfSlot(r.slot());
      case StepSignature.Role.OfJoined r -> new StepModel.Parameter.OfJoined();
      case StepSignature.Role.OfResource r -> resource(method, index);
    };
  }

  private static StepModel.Parameter resource(@Nullable Method method, int index) {
    if (method == null) {
      throw new IllegalStateException("only methods ask for resources");
    }
    Parameter parameter = method.getParameters()[index];
    return new StepModel.Parameter.OfResource(
        parameter.getParameterizedType(), parameter.getAnnotation(ConfigFile.class));
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
        open(maker, "resource " + method.name());
        makers.add(maker);
      }
    }
    return List.copyOf(makers);
  }

  private void open(Method method, String subject) {
    try {
      method.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      problems.add(
          new Problem(
              Rule.STEP_CLOSED,
              Place.CLASS,
              "%s: its package is closed to this library; open it in module-info.java: opens %s;"
                  .formatted(subject, method.getDeclaringClass().getPackageName())));
    }
  }
}
