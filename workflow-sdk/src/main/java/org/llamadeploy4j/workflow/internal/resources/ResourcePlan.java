package org.llamadeploy4j.workflow.internal.resources;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.ResourceException;
import org.llamadeploy4j.workflow.internal.JsonRecords;
import org.llamadeploy4j.workflow.internal.JsonRecords.Result;

/**
 * Everything a workflow's class says about resources, with its configuration files read. Knows no
 * instance and makes nothing. Immutable and thread-safe.
 */
public final class ResourcePlan {

  private final List<Maker> makers;
  private final List<Ask> asks;
  private final ConfigFiles files;

  /**
   * A parameter that asks for something.
   *
   * @param step the step whose parameter it is, or empty for one of a maker
   * @param owner the step or maker as messages say it
   */
  private record Ask(String step, String owner, String parameter, Want want) {

    static Stream<Ask> ofStep(String step, Method method) {
      return of(step, "step " + step, method, Want::of);
    }

    static Stream<Ask> ofMaker(Maker maker) {
      String owner = "resource maker " + maker.name();
      return switch (maker.making()) {
        case Making.OfMethod m -> of("", owner, m.method(), p -> Optional.of(Want.ofMaker(p)));
        case Making.OfFunction f ->
            maker.wants().stream().map(want -> new Ask("", owner, want.typeName(), want));
      };
    }

    private static Stream<Ask> of(
        String step, String owner, Method method, Function<Parameter, Optional<Want>> reading) {
      List<Ask> asks = new ArrayList<>();
      Parameter[] parameters = method.getParameters();
      for (int i = 0; i < parameters.length; i++) {
        String name = parameters[i].isNamePresent() ? parameters[i].getName() : "" + (i + 1);
        reading.apply(parameters[i]).ifPresent(want -> asks.add(new Ask(step, owner, name, want)));
      }
      return asks.stream();
    }
  }

  private ResourcePlan(List<Maker> makers, List<Ask> asks, ConfigFiles files) {
    this.makers = makers;
    this.asks = asks;
    this.files = files;
  }

  /**
   * Reads the makers of a workflow's class and the configuration files that they and the steps ask
   * for. Blocks on the disk; throws nothing for what is wrong with the files, see {@link #check}.
   *
   * @param steps the methods of the steps by the steps' names
   */
  public static ResourcePlan read(Class<?> workflow, Map<String, Method> steps, JsonRecords json) {
    List<Maker> makers = Makers.of(workflow);
    Stream<Ask> ofSteps =
        new TreeMap<>(steps).entrySet().stream().flatMap(e -> Ask.ofStep(e.getKey(), e.getValue()));
    List<Ask> asks = Stream.concat(ofSteps, makers.stream().flatMap(Ask::ofMaker)).toList();
    List<Want.Config> configs =
        asks.stream()
            .map(Ask::want)
            .filter(Want.Config.class::isInstance)
            .map(Want.Config.class::cast)
            .toList();
    return new ResourcePlan(makers, asks, ConfigFiles.read(workflow, configs, json));
  }

  /**
   * What a builder was told.
   *
   * @param steps the types that each step asks for, by its name
   */
  public static ResourcePlan of(List<BuiltMaker> built, Map<String, List<Class<?>>> steps) {
    List<Maker> makers = built.stream().map(Maker::of).toList();
    List<Ask> asks = new ArrayList<>();
    new TreeMap<>(steps)
        .forEach((step, types) -> {
          for (Class<?> type : types) {
            Want want = Want.ofType(type);
            asks.add(new Ask(step, "step " + step, want.typeName(), want));
          }
        });
    makers.stream().flatMap(Ask::ofMaker).forEach(asks::add);
    return new ResourcePlan(makers, List.copyOf(asks), ConfigFiles.none());
  }

  /** What is wrong with the configuration files, one sentence each, without their values. */
  public List<String> check() {
    List<String> problems = new ArrayList<>();
    for (Ask ask : asks) {
      if (ask.want() instanceof Want.Config config
          && files.of(config) instanceof Result.Problems(List<String> sentences)) {
        String where =
            "%s: parameter %s (%s) from %s"
                .formatted(ask.owner(), ask.parameter(), config.typeName(), config.place());
        sentences.forEach(sentence -> problems.add(where + ": " + sentence));
      }
    }
    return List.copyOf(problems);
  }

  /**
   * The scope of a workflow that was loaded. Makes nothing yet.
   *
   * @param overrides what stands in for makers, for tests, by a type that is made or asked for;
   *     never closed
   * @throws ResourceException when an override is of no such type, since it would never be used
   */
  public ResourceScope open(Object workflow, Env env, Map<Class<?>, Object> overrides) {
    overrides.forEach(this::checkOverride);
    Set<Want> wants = asks.stream().map(Ask::want).collect(Collectors.toSet());
    Wiring wiring = new Wiring(new Lookup(makers, overrides), files, env, wants);
    return ResourceScope.ofWorkflow(workflow, wiring);
  }

  /** The types that are made or asked for: those that can be replaced. */
  public Set<Class<?>> types() {
    Set<Class<?>> known = new LinkedHashSet<>();
    makers.forEach(maker -> known.add(maker.type()));
    for (Ask ask : asks) {
      if (ask.want() instanceof Want.Resource resource) {
        known.add(resource.type());
      }
    }
    return known;
  }

  private void checkOverride(Class<?> type, Object instance) {
    Set<Class<?>> known = types();
    if (!known.contains(type)) {
      throw new ResourceException(
          ResourceException.UNAVAILABLE,
          "%s cannot be replaced: the workflow neither makes nor asks for one; it has %s"
              .formatted(type.getName(), known.stream().map(Class::getName).sorted().toList()));
    }
    if (!type.isInstance(instance)) {
      throw new ResourceException(
          ResourceException.UNAVAILABLE,
          "%s cannot be replaced by a %s".formatted(type.getName(), instance.getClass().getName()));
    }
  }

  /** What is there and who asks for it. */
  public ResourceDescription description() {
    return Describing.of(makers, asksOfSteps());
  }

  private Map<String, List<Want>> asksOfSteps() {
    Map<String, List<Want>> steps = new TreeMap<>();
    asks.stream()
        .filter(ask -> !ask.step().isEmpty())
        .forEach(ask -> steps.computeIfAbsent(ask.step(), s -> new ArrayList<>()).add(ask.want()));
    return steps;
  }
}
