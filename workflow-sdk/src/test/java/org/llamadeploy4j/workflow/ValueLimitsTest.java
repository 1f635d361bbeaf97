package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** What is too large to be read back is refused where it is given, in words of ours. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class ValueLimitsTest {

  private static final String LIBRARY = "Constraints";

  static Stream<Arguments> tooLarge() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    return Stream.of(
        Arguments.of(
            BigInteger.TEN.pow(1500), "is a number of 1501 characters; a number has at most 1000"),
        Arguments.of(
            new BigDecimal(BigInteger.TEN.pow(1500).add(BigInteger.ONE), 3),
            "is a number of 1502 characters; a number has at most 1000"),
        Arguments.of(
            Map.of("k".repeat(10_001), 1),
            "has a key of 10001 characters; a key has at most 10000"),
        Arguments.of(nested(151), "is nested deeper than 150 levels; does it contain itself?"),
        Arguments.of(cycle, "is nested deeper than 150 levels; does it contain itself?"));
  }

  private static Object nested(int levels) {
    Object value = "in";
    for (int i = 0; i < levels; i++) {
      value = i % 2 == 0 ? List.of(value) : Map.of("a", value);
    }
    return value;
  }

  /** Takes and gives anything, everywhere. */
  static final class Anywhere extends Workflow {
    record Go(String where) implements StartEvent {}

    record Any(Object value) implements Event {}

    record Answer(Object value) implements HumanResponseEvent {}

    record Kept(Map<String, Object> values) {}

    private final Object value;

    Anywhere(Object value) {
      this.value = value;
    }

    @Step(streams = Any.class, sends = Any.class)
    StopEvent put(Context ctx, Go go) throws Exception {
      switch (go.where()) {
        case "stream" -> ctx.stream(new Any(value));
        case "send" -> ctx.send(new Any(value));
        case "once" -> ctx.once("big", Object.class, () -> value);
        case "untyped" -> ctx.state().set("big", value);
        case "typed" -> ctx.state(Kept.class).set(new Kept(Map.of("big", value)));
        case "wait" -> ctx.waitForEvent(Answer.class, WaitOptions.defaults().where("value", value));
        default -> {}
      }
      return StopEvent.of(value);
    }

    @Step
    void take(Any any) {}
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void itIsRefusedFromWhereverItComes(Object value, String problem) {
    for (String where : List.of("stream", "send", "once", "untyped", "typed", "wait", "result")) {
      Handler run = new Anywhere(value).run(new Anywhere.Go(where));
      assertThatThrownBy(run::result)
          .as(where)
          .isInstanceOf(RunFailedException.class)
          .hasMessageContaining(problem)
          .hasMessageNotContaining(LIBRARY);
    }
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void theCallerWhoGivesItIsRefused(Object value, String problem) throws Exception {
    assertThatThrownBy(() -> new ScriptedFlow(ctx -> 1).run(Map.of("big", value)))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("StartEvent cannot be written as JSON: big")
        .hasMessageContaining(problem)
        .hasMessageNotContaining(LIBRARY);

    Handler run =
        ScriptedFlow.runner(ctx -> ctx.waitForEvent(HumanResponseEvent.class).get("n", Long.class))
            .run(new ScriptedFlow.Go());
    assertThatThrownBy(() -> run.send(HumanResponseEvent.of(Map.of("big", value))))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining(problem);
    run.send(HumanResponseEvent.of(Map.of("n", 1)));
    assertThat(run.result()).isEqualTo(1L);
  }

  record Node(List<Node> inside) {}

  static final class AtTheLimits extends Workflow {
    record Go() implements StartEvent {}

    record Large(Node deep, BigInteger number, BigDecimal exact, Map<String, String> keys)
        implements Event {}

    record Kept(Object deep) {}

    @Step
    Large give(Context ctx, Go go) {
      ctx.state().merge(Map.of("deep", nested(149)));
      ctx.state(Kept.class).set(new Kept(nested(149)));
      Node deep = new Node(List.of());
      for (int i = 1; i < 74; i++) { // each has two levels, the event is the first
        deep = new Node(List.of(deep));
      }
      BigInteger number = BigInteger.TEN.pow(999);
      return new Large(deep, number, new BigDecimal(number, 0), Map.of("€".repeat(10_000), "v"));
    }

    @Step
    StopEvent take(Context ctx, Large large) throws Exception {
      Object deep = ctx.once("deep", Object.class, () -> nested(150));
      ctx.sleep(Duration.ofDays(1));
      return StopEvent.of(List.of(large.number(), large.keys(), nested(147), deep != null));
    }
  }

  @Test
  void whatIsJustSmallEnoughCanBeReadFromEveryPrefixOfTheJournal() {
    assertThat(WorkflowTest.of(new AtTheLimits()).crashEverywhere(new AtTheLimits.Go()).result())
        .isEqualTo(
            List.of(BigInteger.TEN.pow(999), Map.of("€".repeat(10_000), "v"), nested(147), true));
  }

  public static final class Nesting extends Workflow {
    public record Go(int left) implements StartEvent {}

    @Step(children = Nesting.class)
    StopEvent go(Context ctx, Go go) {
      return StopEvent.of(
          go.left() == 0
              ? nested(149)
              : ctx.child("c", Nesting.class, new Go(go.left() - 1), Object.class));
    }
  }

  @Test
  @Timeout(60)
  void theDeepestValuesInTheDeepestChildrenCanBeReplayedAndDeeperOnesAreRefused() throws Exception {
    Handler run = InProcessRunner.of(new Nesting()).withJournal().run(new Nesting.Go(32));

    assertThat(run.result()).isEqualTo(nested(149));
    assertThat(Replay.of(new Nesting(), run.journal()).last().describe()).contains("COMPLETED");
    assertThatThrownBy(new Nesting().run(new Nesting.Go(33))::result)
        .hasMessageContaining("but 32 children are already inside of each other");
  }

  @Test
  void aPathThatIsVeryLongIsCut() {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("me", cycle);

    assertThatThrownBy(() -> ScriptedFlow.result(ctx -> cycle))
        .hasMessageContaining(
            "result.me.me.me.me.me.me.me… (142 levels further down): is nested deeper than");
    assertThatThrownBy(() -> ScriptedFlow.result(ctx -> Map.of("x".repeat(99), new Object())))
        .hasMessageContaining("result." + "x".repeat(40) + "…: JSON cannot hold");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aValueBehindAnUncheckedCastIsRefusedWithItsPlace() {
    record Numbers(List<Integer> list, List<Node> nodes) {}
    List<Object> text = List.of(1, "two");

    assertThatThrownBy(() ->
            ScriptedFlow.result(ctx -> {
              ctx.state(Numbers.class).set(new Numbers((List) text, List.of()));
              return "";
            }))
        .hasMessageContaining(
            "state Numbers: list[1]: must be an integer that fits int, is a java.lang.String");
    assertThatThrownBy(() ->
            ScriptedFlow.result(ctx -> {
              ctx.state(Numbers.class).set(new Numbers(List.of(), (List) text));
              return "";
            }))
        .hasMessageContaining("state Numbers: nodes[0]: is a java.lang.Integer, not a");
  }
}
