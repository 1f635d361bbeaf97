package org.llamadeploy4j.workflow.internal.rules;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.SkipChecks;
import org.llamadeploy4j.workflow.engine.Gives;
import org.llamadeploy4j.workflow.engine.StepPlan;
import org.llamadeploy4j.workflow.engine.Takes;

/**
 * A step as understood: what makes it run and what it gives out. Events are binary names of exact
 * classes; a role such as {@code StartEvent} stands for its event of free form.
 *
 * @param method index in {@link FlowFacts#methods}
 * @param parameters what each parameter gets, in order
 * @param open the events that it takes or gives only because an open interface covers them
 */
public record StepSignature(
    int method,
    String name,
    Input input,
    List<Role> parameters,
    Output output,
    Declared declared,
    Limits limits,
    Set<String> open,
    Set<SkipChecks.Check> skips) {

  /** What makes it run. */
  public sealed interface Input {

    /** One event of these. */
    record One(Set<String> events) implements Input {
      public One {
        events = kept(events);
      }
    }

    /** One event for each slot. */
    record Slots(List<Set<String>> slots) implements Input {
      public Slots {
        slots = slots.stream().map(StepSignature::kept).toList();
      }
    }

    /** What the members of the nearest stream become. */
    record Joined(Set<String> events, int take) implements Input {
      public Joined {
        events = kept(events);
      }
    }

    /** Failures of these steps, or of all that no other handler names. */
    record Failures(Set<String> steps, int maxRecoveries) implements Input {
      public Failures {
        steps = kept(steps);
      }
    }

    /** Every event that goes to it. */
    default Set<String> events() {
      return switch (this) {
        case One i -> i.events;
        case Joined i -> i.events;
        case Failures i -> Set.of();
        case Slots i -> {
          Set<String> all = new LinkedHashSet<>();
          i.slots.forEach(all::addAll);
          yield all;
        }
      };
    }
  }

  /** What a parameter gets. */
  public sealed interface Role {

    /** The attempt's context. */
    record OfContext() implements Role {}

    /** The one event, or a handler's failure. */
    record OfEvent() implements Role {}

    /** The event of a slot. */
    record OfSlot(int slot) implements Role {}

    /** The list of joined events. */
    record OfJoined() implements Role {}

    /** A resource of the parameter's type. */
    record OfResource() implements Role {}
  }

  /**
   * What it returns.
   *
   * @param mayBeNull whether nothing may come in place of an event or a list
   * @param events what comes as a single event
   * @param listed what a returned {@code List} holds; empty where it returns none
   * @param spread what each record opens a fan-out of, by the record
   */
  public record Output(
      boolean mayBeNull, Set<String> events, Set<String> listed, Map<String, Set<String>> spread) {

    public Output {
      events = kept(events);
      listed = kept(listed);
      Map<String, Set<String>> copy = new LinkedHashMap<>();
      spread.forEach((record, members) -> copy.put(record, kept(members)));
      spread = Collections.unmodifiableMap(copy);
    }

    static final Output NOTHING = new Output(true, Set.of(), Set.of(), Map.of());

    /** What the streams hold that it opens. */
    public Set<String> members() {
      Set<String> all = new LinkedHashSet<>(listed);
      spread.values().forEach(all::addAll);
      return all;
    }
  }

  /** The events it declares besides. */
  public record Declared(Set<String> sends, Set<String> streams, Set<String> waits) {
    public Declared {
      sends = kept(sends);
      streams = kept(streams);
      waits = kept(waits);
    }
  }

  /** Bounds of its execution. */
  public record Limits(int workers, @Nullable Duration timeout, boolean cpu) {}

  public StepSignature {
    parameters = List.copyOf(parameters);
    open = Set.copyOf(open);
    skips = Set.copyOf(skips);
  }

  /** A copy in the same order, so that problems come in the same order each time. */
  private static Set<String> kept(Set<String> events) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(events));
  }

  /** What it gives to other steps: what it returns, the members of its streams, what it sends. */
  Set<String> gives() {
    Set<String> all = new LinkedHashSet<>(output.events);
    all.addAll(output.members());
    all.addAll(declared.sends);
    return all;
  }

  /** Every event that its signature or annotation names. */
  Set<String> named() {
    Set<String> all = new LinkedHashSet<>(input.events());
    all.addAll(gives());
    all.addAll(declared.streams);
    all.addAll(declared.waits);
    return all;
  }

  boolean handles() {
    return input instanceof Input.Failures;
  }

  /**
   * The step as the engine sees it.
   *
   * @param naming the name of an event there
   */
  public StepPlan plan(UnaryOperator<String> naming) {
    Takes takes =
        switch (input) {
          case Input.One i -> new Takes.One(names(i.events(), naming));
          case Input.Slots i ->
              new Takes.Slots(i.slots.stream().map(s -> names(s, naming)).toList());
          case Input.Joined i -> new Takes.Joined(names(i.events(), naming), i.take);
          case Input.Failures i -> new Takes.Failures(i.steps, i.maxRecoveries);
        };
    Gives gives =
        new Gives(
            names(output.events, naming),
            names(output.members(), naming),
            names(declared.sends, naming));
    return new StepPlan(name, limits.workers, limits.timeout, takes, gives);
  }

  private static Set<String> names(Set<String> events, UnaryOperator<String> naming) {
    return events.stream().map(naming).collect(Collectors.toSet());
  }
}
