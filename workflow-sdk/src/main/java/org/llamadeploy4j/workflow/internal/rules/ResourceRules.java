package org.llamadeploy4j.workflow.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Provides;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts.ConfigMark;
import org.llamadeploy4j.workflow.internal.rules.MethodFacts.ParameterFacts;

/** The rules of resources: every one that is asked for is made in exactly one way. */
final class ResourceRules {

  private final FlowFacts flow;
  private final DataRules data;
  private final Problems problems;
  private final Map<Integer, MethodFacts> makers = new LinkedHashMap<>();
  private final Map<Integer, Set<Integer>> needs = new LinkedHashMap<>();

  ResourceRules(FlowFacts flow, DataRules data, Problems problems) {
    this.flow = flow;
    this.data = data;
    this.problems = problems;
    for (int i = 0; i < flow.methods().size(); i++) {
      if (flow.methods().get(i).scope() != null) {
        makers.put(i, flow.methods().get(i));
      }
    }
  }

  void check() {
    Map<String, MethodFacts> byType = new LinkedHashMap<>();
    makers.forEach((index, maker) -> {
      declaration(index, maker);
      MethodFacts other = byType.putIfAbsent(maker.returns().identity(), maker);
      if (other != null) {
        problem(
            Rule.MAKER_TWICE,
            Place.method(index),
            maker,
            "makes %s, and so does %s; keep one, or give one a type of its own"
                .formatted(maker.returns().shown(), other.name()));
      }
    });
    for (int i = 0; i < flow.methods().size(); i++) {
      needs(i, flow.methods().get(i));
    }
    cycles();
  }

  private void problem(Rule rule, Place place, MethodFacts method, String what) {
    problems.add(rule, place, method.subject() + ": " + what);
  }

  private void declaration(int index, MethodFacts maker) {
    Place.OfMethod at = Place.method(index);
    if (maker.stepName() == null && maker.traits().contains(MethodFacts.Trait.PRIVATE)) {
      problem(Rule.MAKER_PRIVATE, at, maker, "is private; make it package-private or wider");
    }
    if (maker.stepName() == null && maker.traits().contains(MethodFacts.Trait.STATIC)) {
      problem(Rule.MAKER_STATIC, at, maker, "is static; make it an instance method");
    }
    if (maker.returns().kind() != TypeUse.Kind.DECLARED
        || maker.returns().is(Known.NOTHING)
        || maker.traits().contains(MethodFacts.Trait.GENERIC)) {
      problem(
          Rule.MAKER_RETURNS,
          at,
          maker,
          "returns %s; a resource is an object of one class or interface"
              .formatted(maker.returns().shown()));
    }
    for (int p = 0; p < maker.parameters().size(); p++) {
      ParameterFacts parameter = maker.parameters().get(p);
      if (!parameter.injected() && !parameter.type().is(Known.ENV)) {
        problem(
            Rule.MAKER_PARAMETER,
            at.parameter(p),
            maker,
            "takes %s; it may take an Env, and other resources with @Inject before them"
                .formatted(parameter.type().shown()));
      }
    }
  }

  private void needs(int index, MethodFacts method) {
    for (int p = 0; p < method.parameters().size(); p++) {
      ParameterFacts parameter = method.parameters().get(p);
      Place at = Place.method(index).parameter(p);
      if (parameter.config() != null) {
        config(at, method, parameter, parameter.config());
      } else if (parameter.injected()) {
        Integer maker = makerOf(at, method, parameter.type());
        if (maker != null && makers.containsKey(index)) {
          needs.computeIfAbsent(index, i -> new TreeSet<>()).add(maker);
          scope(at, method, makers.get(maker));
        }
      }
    }
  }

  private void config(Place at, MethodFacts method, ParameterFacts parameter, ConfigMark mark) {
    if (!parameter.injected()) {
      problem(
          Rule.CONFIG_WITHOUT_INJECT,
          at,
          method,
          "has @ConfigFile without @Inject; write both before the parameter");
    }
    TypeUse type = parameter.type();
    TypeFacts facts = flow.types().get(type.name());
    boolean isRecord = facts != null && facts.form() == TypeFacts.Form.RECORD;
    if (isRecord) {
      for (DataRules.Fault fault : data.check(type, at)) {
        problem(
            Rule.CONFIG_CODEC,
            fault.place(),
            method,
            "reads %s from a file, but %s".formatted(type.shown(), fault.why()));
      }
    } else {
      problem(
          Rule.CONFIG_RECORD,
          at,
          method,
          "reads %s from a file; a configuration is a record".formatted(type.shown()));
    }
    String wrong = ConfigPaths.problem(mark.file(), mark.at());
    if (wrong != null) {
      problem(Rule.CONFIG_PATH, at, method, wrong);
    }
  }

  /** The method that makes a type, or null where it is the environment or after a problem. */
  private @Nullable Integer makerOf(Place at, MethodFacts method, TypeUse type) {
    List<Integer> exact = makersWhere(m -> m.identity().equals(type.identity()));
    List<Integer> fitting = exact.isEmpty() ? makersWhere(m -> fits(m, type)) : exact;
    if (!exact.isEmpty() || fitting.size() == 1) {
      return fitting.getFirst();
    }
    if (fitting.isEmpty() && !type.is(Known.ENV)) {
      problem(
          Rule.INJECT_MISSING,
          at,
          method,
          "asks for %s, which nothing makes; %s"
              .formatted(
                  type.shown(),
                  flow.words()
                      .pick(
                          "write a @Provides method that returns it",
                          "add what makes it with provides(%s.class, …)".formatted(type.shown()))));
    } else if (!type.is(Known.ENV)) {
      String names =
          fitting.stream().map(i -> makers(i).name()).sorted().collect(Collectors.joining(", "));
      problem(
          Rule.INJECT_SEVERAL,
          at,
          method,
          "asks for %s, which %s make; ask for the type that one of them returns"
              .formatted(type.shown(), names));
    }
    return null;
  }

  private MethodFacts makers(int index) {
    return flow.methods().get(index);
  }

  private List<Integer> makersWhere(java.util.function.Predicate<TypeUse> returns) {
    return makers.entrySet().stream()
        .filter(m -> returns.test(m.getValue().returns()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean fits(TypeUse made, TypeUse asked) {
    TypeFacts facts = flow.types().get(made.name());
    return facts != null
        && asked.kind() == TypeUse.Kind.DECLARED
        && !made.name().equals(asked.name())
        && facts.supertypes().contains(asked.name());
  }

  private void scope(Place at, MethodFacts maker, @Nullable MethodFacts needed) {
    if (maker.scope() == Provides.Scope.WORKFLOW
        && needed != null
        && needed.scope() == Provides.Scope.RUN) {
      problem(
          Rule.MAKER_SCOPE,
          at,
          maker,
          "lives as long as the workflow but asks for %s, which lives as long as a run; give it %s"
              .formatted(needed.returns().shown(), flow.words().pick("scope = RUN", "Scope.RUN")));
    }
  }

  private void cycles() {
    Set<Integer> done = new HashSet<>();
    for (int maker : makers.keySet()) {
      follow(maker, new ArrayList<>(), done);
    }
  }

  private void follow(int maker, List<Integer> chain, Set<Integer> done) {
    int begin = chain.indexOf(maker);
    if (begin >= 0) {
      List<Integer> cycle = new ArrayList<>(chain.subList(begin, chain.size()));
      cycle.add(maker);
      String shown = cycle.stream().map(i -> makers(i).name()).collect(Collectors.joining(" -> "));
      problem(
          Rule.MAKER_CYCLE,
          Place.method(maker),
          makers(maker),
          "needs itself: " + shown + "; break the circle");
    } else if (!done.contains(maker)) {
      chain.add(maker);
      needs.getOrDefault(maker, Set.of()).forEach(next -> follow(next, chain, done));
      chain.removeLast();
      done.add(maker);
    }
  }
}
