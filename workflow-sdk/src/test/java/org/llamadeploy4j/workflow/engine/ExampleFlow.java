package org.llamadeploy4j.workflow.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.CoreInput.Outcome;

/**
 * Workflows as the engine sees them: what their steps do is a pure function of the work item, as a
 * well-behaved author's is.
 */
@SuppressWarnings("ImmutableEnumChecker") // plans and bodies never change
enum ExampleFlow {
  CHAIN(
      plan(step("one", 4, "Start"), step("two", 4, "A"), step("three", 4, "B")),
      Map.of(
          "one", (i, s) -> returns("A"),
          "two", (i, s) -> returns("B"),
          "three", (i, s) -> stop("chained"))),
  SENDS(
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
          "gather", ExampleFlow::countDown)),
  ROLL_CALL(
      plan(step("split", 4, "Start"), step("call", 4, "Part")),
      Map.of(
          "split",
          (i, s) -> completed(Map.of(), numbered(1), numbered(2), numbered(3), numbered(4)),
          "call",
          ExampleFlow::callRoll)),
  WAIT(
      plan(step("ask", 4, "Start"), step("tell", 4, "Told")),
      Map.of("ask", ExampleFlow::waitForTold, "tell", (i, s) -> returns("Reply"))),
  FAILURE(
      plan(step("one", 4, "Start"), step("bad", 4, "A")),
      Map.of("one", (i, s) -> returns("A"), "bad", (i, s) -> fails())),
  HUMAN_ANSWER(
      plan(step("ask", 4, "Start"), step("end", 4, "Got")),
      Map.of("ask", ExampleFlow::waitForHuman, "end", (i, s) -> stop("human"))),
  STREAM(
      plan(
          opening("split", List.of(), List.of("Part"), "Start"),
          giving("work", List.of("Done"), "Part"),
          joining("gather", 0, List.of("Stop"), "Done")),
      Map.of(
          "split", (i, s) -> members("Part", 4),
          "work", (i, s) -> returns("Done"),
          "gather", (i, s) -> stop("joined " + many(i)))),
  NESTED_STREAMS(
      plan(
          opening("outer", List.of(), List.of("Row"), "Start"),
          opening("inner", List.of(), List.of("Cell"), "Row"),
          giving("work", List.of("Done"), "Cell"),
          joining("row", 0, List.of("RowDone"), "Done"),
          joining("all", 0, List.of("Stop"), "RowDone")),
      Map.of(
          "outer", (i, s) -> members("Row", 3),
          "inner", (i, s) -> members("Cell", 2),
          "work", (i, s) -> i.id() % 5 == 0 ? completed(Map.of()) : returns("Done"),
          "row", (i, s) -> returns("RowDone"),
          "all", (i, s) -> stop("rows " + many(i)))),
  RETRY(
      plan(step("one", 4, "Start"), step("shaky", 4, "A")),
      Map.of("one", (i, s) -> returns("A"), "shaky", ExampleFlow::succeedsAtThird)),
  HANDLED(
      plan(
          opening("split", List.of(), List.of("Part"), "Start"),
          giving("work", List.of("Done"), "Part"),
          new StepPlan("rescue", 1, null, new Takes.Failures(Set.of(), 1), gives("Done")),
          joining("gather", 0, List.of("Stop"), "Done")),
      Map.of(
          "split", (i, s) -> members("Part", 3),
          "work", (i, s) -> fails(),
          "rescue", (i, s) -> returns("Done"),
          "gather", (i, s) -> stop("rescued " + many(i)))),
  EMPTY_STREAM(
      plan(
          opening("split", List.of(), List.of("Part"), "Start", "Again"),
          giving("work", List.of("Done"), "Part"),
          new StepPlan("rescue", 1, null, new Takes.Failures(Set.of(), 1), gives("Again")),
          joining("gather", 0, List.of("Stop"), "Done")),
      Map.of(
          "split", (i, s) -> members("Part", 0),
          "gather", (i, s) -> i.id() > 20 ? stop("rescued again and again") : fails(),
          "rescue", (i, s) -> returns("Again"))),
  SLEEP(
      plan(step("nap", 4, "Start")),
      Map.of(
          "nap",
          (i, s) ->
              i.memory().answers().isEmpty()
                  ? suspended(new Awaited.Sleep(Duration.ofSeconds(50)), "sleep")
                  : stop("slept"))),
  SLOTS(
      plan(
          step("split", 4, "Start"),
          step("later", 4, "Early"),
          new StepPlan(
              "both", 4, null, new Takes.Slots(List.of(Set.of("A"), Set.of("B"))), gives("Stop"))),
      Map.of(
          "split", (i, s) -> completed(Map.of(), sent("B"), sent("Early")),
          "later", (i, s) -> completed(Map.of(), sent("A")),
          "both", (i, s) -> stop("both " + many(i)))),
  CHILD(
      plan(step("parent", 4, "Start"), step("after", 4, "Next")),
      Map.of(
          "parent", ExampleFlow::runChild,
          "after", (i, s) -> stop("after the child"),
          "inner",
              (i, s) ->
                  i.memory().answers().isEmpty()
                      ? suspended(new Awaited.Sleep(Duration.ofSeconds(40)), "sleep")
                      : returns("Mid"),
          "end", (i, s) -> stop("inner")));

  /** What a step does with a work item and the states. */
  interface Body {
    Outcome run(WorkItem item, Map<String, StateCell> states);
  }

  static final String ANSWER = "Answer";
  private static final FlowPlan CHILD_PLAN =
      plan(step("inner", 4, "ChildStart"), step("end", 4, "Mid"));

  final FlowPlan plan;
  final Map<String, Body> bodies;

  ExampleFlow(FlowPlan plan, Map<String, Body> bodies) {
    this.plan = plan;
    this.bodies = bodies;
  }

  /** What the item's step does. */
  Outcome perform(WorkItem item, Map<String, StateCell> states) {
    return requireNonNull(bodies.get(item.step())).run(item, states);
  }

  Reducer reducer() {
    Reducer child = new Reducer(CHILD_PLAN, (event, component) -> null);
    return new Reducer(
        plan,
        (event, component) -> null,
        new ChildPlans() {
          @Override
          public @Nullable Reducer reducer(String flow) {
            return flow.equals("Child") ? child : null;
          }

          @Override
          public boolean isAnswer(String type) {
            return false;
          }

          @Override
          public boolean isAwaited(String type) {
            return false;
          }
        });
  }

  /** The result that a run of it must have, or null where it must fail. */
  @Nullable String expected() {
    return switch (this) {
      case CHAIN -> "chained";
      case SENDS -> "sent";
      case ROLL_CALL -> "1234";
      case WAIT -> "told";
      case FAILURE -> null;
      case HUMAN_ANSWER -> "human";
      case STREAM -> "joined 4";
      case NESTED_STREAMS -> "rows 3";
      case RETRY -> "third";
      case HANDLED -> "rescued 3";
      case EMPTY_STREAM -> null;
      case SLEEP -> "slept";
      case SLOTS -> "both 2";
      case CHILD -> "after the child";
    };
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
    Map<String, Long> based = new HashMap<>();
    writes.keySet().forEach(name -> based.put(name, RunCore.version(states, name)));
    return based;
  }

  static StepPlan step(String name, int workers, String... accepts) {
    return new StepPlan(
        name, workers, Duration.ofHours(1), new Takes.One(Set.of(accepts)), Gives.NOTHING);
  }

  private static Gives gives(String... returns) {
    return new Gives(Set.of(returns), Set.of(), Set.of());
  }

  static StepPlan giving(String name, List<String> returns, String... accepts) {
    return new StepPlan(
        name, 4, null, new Takes.One(Set.of(accepts)), gives(returns.toArray(String[]::new)));
  }

  static StepPlan opening(
      String name, List<String> returns, List<String> members, String... accepts) {
    Gives gives = new Gives(Set.copyOf(returns), Set.copyOf(members), Set.of());
    return new StepPlan(name, 4, null, new Takes.One(Set.of(accepts)), gives);
  }

  static StepPlan joining(String name, int take, List<String> returns, String... types) {
    return new StepPlan(
        name,
        4,
        null,
        new Takes.Joined(Set.of(types), take),
        gives(returns.toArray(String[]::new)));
  }

  static FlowPlan plan(StepPlan... steps) {
    return plan(Duration.ofHours(2), steps);
  }

  static FlowPlan plan(@Nullable Duration limit, StepPlan... steps) {
    return new FlowPlan(
        List.of(steps),
        new FlowPlan.Roles(Set.of("Stop"), Set.of("Question"), Set.of(ANSWER), Set.of()),
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

  static Outcome members(String type, int count) {
    Emission[] members = new Emission[count];
    Arrays.fill(members, Emission.member(event(type)));
    return new Outcome.Completed(List.of(members), true, Map.of(), Streamed.NOTHING);
  }

  static Outcome fails() {
    return new Outcome.Failed(Fault.of("step_failed", "boom"), new Verdict.GiveUp());
  }

  static Outcome failsFor(Duration delay) {
    return new Outcome.Failed(Fault.of("step_failed", "boom"), new Verdict.Retry(delay));
  }

  static Outcome stop(String result) {
    EventData stop = new EventData("Stop", Payload.json("{\"result\":\"" + result + "\"}"));
    return completed(Map.of(), Emission.returned(stop));
  }

  static Outcome completed(Map<String, Payload> writes, Emission... emissions) {
    return new Outcome.Completed(List.of(emissions), false, writes, Streamed.NOTHING);
  }

  private static Outcome suspended(Awaited awaited, String mark) {
    return new Outcome.Suspended(
        List.of(), Map.of(), List.of(new Mark(Mark.Kind.WAIT, mark)), awaited);
  }

  private static Payload number(long n) {
    return Payload.json(Long.toString(n));
  }

  private static int many(WorkItem item) {
    return ((Input.Many) item.input()).events().size();
  }

  private static Outcome countDown(WorkItem item, Map<String, StateCell> states) {
    StateCell cell = states.get("left");
    long left = cell == null ? 0 : Long.parseLong(cell.value().toString());
    List<Emission> emissions = new ArrayList<>();
    if (left == 1) {
      emissions.add(
          Emission.returned(new EventData("Stop", Payload.json("{\"result\":\"sent\"}"))));
    }
    return new Outcome.Completed(
        emissions, false, Map.of("left", number(left - 1)), Streamed.NOTHING);
  }

  private static Emission numbered(int n) {
    return Emission.sent(new EventData("Part", number(n)));
  }

  /** Writes down who has come; ends with all names when nobody is missing. */
  private static Outcome callRoll(WorkItem item, Map<String, StateCell> states) {
    StateCell cell = states.get("seen");
    String before = cell == null ? "" : cell.value().toString();
    String seen = before + ((Input.One) item.input()).event().payload();
    Map<String, Payload> writes = Map.of("seen", Payload.json(seen));
    if (seen.length() < 4) {
      return completed(writes);
    }
    int[] names = seen.chars().sorted().toArray();
    String result = "{\"result\":\"" + new String(names, 0, names.length) + "\"}";
    return completed(writes, Emission.returned(new EventData("Stop", Payload.json(result))));
  }

  private static Outcome succeedsAtThird(WorkItem item, Map<String, StateCell> states) {
    return item.progress().failures().count() < 2
        ? failsFor(Duration.ofSeconds(30))
        : stop("third");
  }

  private static Outcome runChild(WorkItem item, Map<String, StateCell> states) {
    return item.memory().answers().isEmpty()
        ? suspended(new Awaited.Child("kid", "Child", event("ChildStart")), "child kid")
        : returns("Next");
  }

  private static Outcome waitForTold(WorkItem item, Map<String, StateCell> states) {
    return item.memory().answers().isEmpty()
        ? new Outcome.Suspended(
            List.of(sent("Told")),
            Map.of(),
            List.of(new Mark(Mark.Kind.SEND, "Told"), new Mark(Mark.Kind.WAIT, "Reply")),
            new Awaited.Events(List.of("Reply"), Map.of(), null, null))
        : stop("told");
  }

  private static Outcome waitForHuman(WorkItem item, Map<String, StateCell> states) {
    List<Answer> answers = item.memory().answers();
    if (!answers.isEmpty()) {
      return answers.getFirst() instanceof Answer.Given ? returns("Got") : fails();
    }
    return new Outcome.Suspended(
        List.of(),
        Map.of("asked", number(1)),
        List.of(new Mark(Mark.Kind.STATE, "asked"), new Mark(Mark.Kind.WAIT, ANSWER)),
        new Awaited.Events(List.of(ANSWER), Map.of(), Duration.ofDays(1), event("Question")));
  }

  static Instant start() {
    return Instant.parse("2030-01-01T00:00:00Z");
  }
}
