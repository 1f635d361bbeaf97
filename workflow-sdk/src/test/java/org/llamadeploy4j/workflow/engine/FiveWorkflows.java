package org.llamadeploy4j.workflow.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.CoreInput.Outcome;

/**
 * Five workflows as the engine sees them: what their steps do is a pure function of the work item,
 * as a well-behaved author's is.
 */
@SuppressWarnings("ImmutableEnumChecker") // plans and bodies never change
enum FiveWorkflows {
  CHAIN(
      plan(step("one", 4, "Start"), step("two", 4, "A"), step("three", 4, "B")),
      Map.of(
          "one",
          (i, s) -> returns("A"),
          "two",
          (i, s) -> returns("B"),
          "three",
          (i, s) -> stop("chained"))),
  FAN_OUT(
      plan(step("split", 4, "Start"), step("work", 2, "Part"), step("gather", 1, "Done")),
      Map.of(
          "split",
              (i, s) ->
                  completed(
                      Map.of("left", number(6)),
                      sent("Part"),
                      sent("Part"),
                      sent("Part"),
                      sent("Part"),
                      sent("Part"),
                      sent("Part")),
          "work", (i, s) -> returns("Done"),
          "gather", FiveWorkflows::gather)),
  WAIT(
      plan(step("ask", 4, "Start"), step("tell", 4, "Told")),
      Map.of("ask", FiveWorkflows::waitForTold, "tell", (i, s) -> returns("Reply"))),
  FAILURE(
      plan(step("one", 4, "Start"), step("bad", 4, "A")),
      Map.of(
          "one",
          (i, s) -> returns("A"),
          "bad",
          (i, s) ->
              new Outcome.Failed(
                  new Failure("step_failed", "X", "boom", ""), new Verdict.FailRun()))),
  HUMAN_ANSWER(
      plan(step("ask", 4, "Start"), step("end", 4, "Got")),
      Map.of("ask", FiveWorkflows::waitForHuman, "end", (i, s) -> stop("human")));

  /** What a step does with a work item and the states. */
  interface Body {
    Outcome run(WorkItem item, Map<String, StateCell> states);
  }

  static final String ANSWER = "Answer";

  final FlowPlan plan;
  final Map<String, Body> bodies;

  FiveWorkflows(FlowPlan plan, Map<String, Body> bodies) {
    this.plan = plan;
    this.bodies = bodies;
  }

  /** What the item's step does. */
  Outcome perform(WorkItem item, Map<String, StateCell> states) {
    return requireNonNull(bodies.get(item.step())).run(item, states);
  }

  Reducer reducer() {
    return new Reducer(plan, (event, component) -> null);
  }

  /** The events from outside that a run of it needs. */
  List<CoreInput.Incoming> outside() {
    return this == HUMAN_ANSWER
        ? List.of(new CoreInput.Incoming("e1", ANSWER, event(ANSWER), null, ""))
        : List.of();
  }

  /** The writes' base versions, as a driver's attempt would report them. */
  static Map<String, Long> based(Outcome outcome, Map<String, StateCell> states) {
    Map<String, Payload> writes =
        switch (outcome) {
          case Outcome.Completed o -> o.writes();
          case Outcome.Suspended o -> o.writes();
          case Outcome.Failed o -> Map.of();
        };
    Map<String, Long> based = new java.util.HashMap<>();
    writes.keySet().forEach(name -> based.put(name, RunCore.version(states, name)));
    return based;
  }

  static StepPlan step(String name, int workers, String... accepts) {
    return new StepPlan(
        name, workers, Duration.ofHours(1), new Takes.One(Set.of(accepts)), Gives.NOTHING);
  }

  static FlowPlan plan(StepPlan... steps) {
    return plan(Duration.ofHours(2), steps);
  }

  static FlowPlan plan(@Nullable Duration limit, StepPlan... steps) {
    return new FlowPlan(
        List.of(steps),
        new FlowPlan.Roles(Set.of("Stop"), Set.of("Question"), Set.of(ANSWER)),
        limit);
  }

  static EventData event(String type) {
    return new EventData(type, Payload.json("{}"));
  }

  static Emission sent(String type) {
    return Emission.sent(event(type));
  }

  static Outcome returns(String type) {
    return completed(Map.of(), Emission.returned(event(type)));
  }

  static Outcome stop(String result) {
    EventData stop = new EventData("Stop", Payload.json("{\"result\":\"" + result + "\"}"));
    return completed(Map.of(), Emission.returned(stop));
  }

  static Outcome completed(Map<String, Payload> writes, Emission... emissions) {
    return new Outcome.Completed(List.of(emissions), writes);
  }

  private static Payload number(long n) {
    return Payload.json(Long.toString(n));
  }

  private static Outcome gather(WorkItem item, Map<String, StateCell> states) {
    StateCell cell = states.get("left");
    long left = cell == null ? 0 : Long.parseLong(cell.value().toString());
    List<Emission> emissions = new ArrayList<>();
    if (left == 1) {
      emissions.add(Emission.returned(new EventData("Stop", Payload.json("{\"result\":6}"))));
    }
    return new Outcome.Completed(emissions, Map.of("left", number(left - 1)));
  }

  private static Outcome waitForTold(WorkItem item, Map<String, StateCell> states) {
    return item.memory().answers().isEmpty()
        ? new Outcome.Suspended(
            List.of(sent("Told")),
            Map.of(),
            List.of(new Mark(Mark.Kind.SEND, "Told"), new Mark(Mark.Kind.WAIT, "Reply")),
            new WaitSpec(List.of("Reply"), Map.of(), null, null))
        : stop("told");
  }

  private static Outcome waitForHuman(WorkItem item, Map<String, StateCell> states) {
    return item.memory().answers().isEmpty()
        ? new Outcome.Suspended(
            List.of(),
            Map.of("asked", number(1)),
            List.of(new Mark(Mark.Kind.STATE, "asked"), new Mark(Mark.Kind.WAIT, ANSWER)),
            new WaitSpec(List.of(ANSWER), Map.of(), Duration.ofDays(1), event("Question")))
        : returns("Got");
  }
}
