package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class WaitConditionsTest {

  sealed interface Shape {}

  record Circle(int r) implements Shape {}

  record Square(int r) implements Shape {}

  enum Color {
    RED,
    BLUE
  }

  record Inner(List<Integer> list, Set<String> set) {}

  record Paid(
      int id,
      double amount,
      float rate,
      BigDecimal exact,
      BigInteger big,
      Set<String> tags,
      Shape shape,
      Circle circle,
      Color color,
      LocalDate day,
      Inner inner,
      Map<Color, Set<Integer>> map,
      Optional<String> note,
      @Nullable String maybe,
      Object any)
      implements HumanResponseEvent {}

  /** Waits for a payment with whatever a test asks for. */
  static final class Waiting extends Workflow {
    record Go() implements StartEvent {}

    private final UnaryOperator<WaitOptions> options;

    Waiting(UnaryOperator<WaitOptions> options) {
      this.options = options;
    }

    @Step(waits = Paid.class)
    StopEvent pay(Context ctx, Go go) {
      return StopEvent.of(
          ctx.waitForEvent(Paid.class, options.apply(WaitOptions.defaults().withPrompt(ASKED)))
              .id());
    }
  }

  private static final InputRequiredEvent ASKED = InputRequiredEvent.of(Map.of("ask", "pay?"));

  private static Paid paid(int id) {
    return new Paid(
        id,
        100,
        0.1f,
        new BigDecimal("250"),
        BigInteger.TEN.pow(30),
        new LinkedHashSet<>(List.of("d", "b", "a", "c")),
        new Circle(1),
        new Circle(2),
        Color.BLUE,
        LocalDate.of(2030, 1, 31),
        new Inner(List.of(1, 2), new LinkedHashSet<>(List.of("y", "x"))),
        Map.of(Color.RED, new LinkedHashSet<>(List.of(3, 1, 2))),
        Optional.of("n"),
        null,
        1.5);
  }

  static Stream<Arguments> equalValues() {
    return Stream.of(
        Arguments.of("id", 7L),
        Arguments.of("id", 7.0),
        Arguments.of("id", new BigDecimal("7.00")),
        Arguments.of("amount", 100),
        Arguments.of("amount", 100.0),
        Arguments.of("amount", new BigDecimal("1E+2")),
        Arguments.of("rate", 0.1f),
        Arguments.of("exact", new BigDecimal("250.00")),
        Arguments.of("exact", 250),
        Arguments.of("exact", 250.0),
        Arguments.of("big", new BigDecimal("1E+30")),
        Arguments.of("tags", Set.of("a", "b", "c", "d")),
        Arguments.of("tags", List.of("a", "b", "c", "d")),
        Arguments.of("shape", new Circle(1)),
        Arguments.of("circle", new Circle(2)),
        Arguments.of("color", Color.BLUE),
        Arguments.of("color", "BLUE"),
        Arguments.of("day", LocalDate.of(2030, 1, 31)),
        Arguments.of("day", "2030-01-31"),
        Arguments.of("inner", new Inner(List.of(1, 2), Set.of("x", "y"))),
        Arguments.of("map", Map.of(Color.RED, Set.of(1, 2, 3))),
        Arguments.of("note", Optional.of("n")),
        Arguments.of("note", "n"),
        Arguments.of("maybe", Optional.empty()),
        Arguments.of("any", 1.5));
  }

  @ParameterizedTest
  @MethodSource("equalValues")
  void aComponentThatEqualsTheValueEndsTheWait(String component, Object value) throws Exception {
    Handler run = new Waiting(o -> o.where(component, value)).run(new Waiting.Go());

    run.send(paid(7));

    assertThat(run.result()).isEqualTo(7L);
  }

  @Test
  void anEventWithoutTheValueDoesNotEndTheWait() throws Exception {
    Handler run = new Waiting(o -> o.where("id", 8.0).where("amount", 100)).run(new Waiting.Go());

    run.send(paid(7));
    run.send(paid(8));

    assertThat(run.result()).isEqualTo(8L);
  }

  static Stream<Arguments> impossibleValues() {
    return Stream.of(
        Arguments.of("idd", 7, "Paid has no component 'idd'; it has [id, amount, rate,"),
        Arguments.of("id", "7", "Paid.id must be an integer that fits int, is \"7\""),
        Arguments.of("id", 7.5, "Paid.id must be an integer that fits int, is 7.5"),
        Arguments.of("id", Optional.empty(), "Paid.id is never null"),
        Arguments.of("tags", Set.of(1), "Paid.tags [0] must be a string, is 1"),
        Arguments.of("tags", List.of("a", "a"), "Paid.tags [1] is there twice; it is a set"),
        Arguments.of("shape", "round", "Paid.shape must be an object, is a string"),
        Arguments.of("circle", new Square(2), "Paid.circle has an unknown field '@type'"),
        Arguments.of("color", "GREEN", "Paid.color must be one of [RED, BLUE]"),
        Arguments.of("any", Thread.currentThread(), "Paid.any cannot be that value: JSON cannot"));
  }

  @ParameterizedTest
  @MethodSource("impossibleValues")
  void aWaitThatNothingCanEndIsRefused(String component, Object value, String why) {
    Handler run = new Waiting(o -> o.where(component, value)).run(new Waiting.Go());

    assertThatThrownBy(run::result)
        .hasMessageContaining("step pay waits for Paid by its '" + component + "', but " + why);
  }

  @Test
  void aRefusedWaitThatTheStepSurvivesIsNotTakenForOneThatIsOver() throws Exception {
    Surviving workflow = new Surviving();
    Handler run = workflow.run(new Surviving.Go());

    run.send(new Surviving.Answer(1));

    assertThat(run.result()).isEqualTo("answer 1");
  }

  static final class Surviving extends Workflow {
    record Go() implements StartEvent {}

    record Answer(int id) implements HumanResponseEvent {}

    @Step
    StopEvent ask(Context ctx, Go go) {
      try {
        ctx.waitForEvent(Answer.class, WaitOptions.defaults().where("no", 1));
      } catch (WorkflowException e) {
        assertThat(e.code()).isEqualTo("bad_wait");
      }
      return StopEvent.of("answer " + ctx.waitForEvent(Answer.class).id());
    }
  }

  static final class Union extends Workflow {
    record Go(String component, Object value) implements StartEvent {}

    sealed interface Reply extends HumanResponseEvent {}

    record Yes(int id, List<String> tags) implements Reply {}

    record No(long id, Set<String> tags, String why) implements Reply {}

    @Step
    StopEvent ask(Context ctx, Go go) {
      WaitOptions where = WaitOptions.defaults().where(go.component(), go.value());
      return StopEvent.of(ctx.waitForEvent(Reply.class, where).toString());
    }
  }

  private static Handler union(String component, Object value) {
    return new Union().run(new Union.Go(component, value));
  }

  @Test
  void aWaitForASealedTypeLooksAtTheComponentOfEach() throws Exception {
    Handler run = union("id", 2);

    run.send(new Union.Yes(1, List.of()));
    run.send(new Union.No(2, Set.of(), "x"));

    assertThat(run.result()).isEqualTo("No[id=2, tags=[], why=x]");
  }

  @Test
  void aWaitForASealedTypeNamesEachThatHasNotTheComponent() {
    assertThatThrownBy(union("why", "x")::result)
        .hasMessageContaining("Yes has no component 'why'; it has [id, tags]")
        .hasMessageNotContaining("No has no");
    assertThatThrownBy(union("wy", "x")::result)
        .hasMessageContaining("Yes has no component 'wy'; it has [id, tags]")
        .hasMessageContaining("No has no component 'wy'; it has [id, tags, why]");
  }

  @Test
  void aValueThatMeansDifferentThingsInTheEventsOfASealedTypeIsRefused() {
    assertThatThrownBy(union("tags", List.of("b", "a"))::result)
        .hasMessageContaining("it is not the same in all of [No, Yes]; wait for one of these");
  }

  @Test
  void anAnswerOfFreeFormHasWhateverComponentsItHas() throws Exception {
    Handler run =
        ScriptedFlow.runner(
                ctx -> {
                  WaitOptions where = WaitOptions.defaults().where("id", 100.0).where("who", "me");
                  return ctx.waitForEvent(HumanResponseEvent.class, where).get("ok", Boolean.class);
                })
            .run(new ScriptedFlow.Go());

    run.send(HumanResponseEvent.of(Map.of("id", 100, "who", "you", "ok", false)));
    run.send(HumanResponseEvent.of(Map.of("id", 100, "who", "me", "ok", true)));

    assertThat(run.result()).isEqualTo(true);
  }

  static final class Never extends Workflow {
    record Go(boolean start) implements StartEvent {}

    record Done() implements StopEvent {}

    @Step
    Done wait(Context ctx, Go go) {
      if (go.start()) {
        Go unused = ctx.waitForEvent(Go.class);
      }
      return ctx.waitForEvent(Done.class);
    }
  }

  @Test
  void aWaitForAnEventThatOnlyBeginsOrEndsARunIsRefused() {
    assertThatThrownBy(new Never().run(new Never.Go(true))::result)
        .hasMessageContaining("step wait waits for Go, which never comes");
    assertThatThrownBy(new Never().run(new Never.Go(false))::result)
        .hasMessageContaining("step wait waits for Done, which never comes");
  }

  interface Note extends HumanResponseEvent {}

  static final class Open extends Workflow {
    record Go() implements StartEvent {}

    record Memo(int n) implements Note {}

    record Letter(int n) implements Note {}

    @Step(subtypes = true, waits = Note.class)
    StopEvent read(Context ctx, Go go) {
      return StopEvent.of(ctx.waitForEvent(Note.class).toString());
    }
  }

  @Test
  void anOpenInterfaceThatIsDeclaredStandsForItsEvents() throws Exception {
    Handler run = new Open().run(new Open.Go());

    run.send(new Open.Letter(4));

    assertThat(run.result()).isEqualTo("Letter[n=4]");
  }

  @Test
  void anOpenInterfaceThatIsNotDeclaredIsRefusedWithBothWaysOut() {
    assertThatThrownBy(() -> ScriptedFlow.result(ctx -> ctx.waitForEvent(Note.class)))
        .hasMessageContaining("Note, an open interface; seal it, wait for a record, or add")
        .hasMessageContaining("subtypes = true, waits = Note.class");
  }
}
