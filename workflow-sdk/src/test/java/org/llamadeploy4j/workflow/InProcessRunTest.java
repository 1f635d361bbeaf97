package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.spi.RunFailure;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each workflow has events of its own
class InProcessRunTest {

  static final class Echo extends Workflow {
    record Input(String message) implements StartEvent {}

    @Step
    StopEvent echo(Input in) {
      return StopEvent.of("Message received: " + in.message());
    }
  }

  @Test
  void anEchoAnswersWithItsInput() throws Exception {
    Handler run = new Echo().run(new Echo.Input("Hello, LlamaIndex!"));

    assertThat(run.result()).isEqualTo("Message received: Hello, LlamaIndex!");
    assertThat(run.result(String.class)).isEqualTo("Message received: Hello, LlamaIndex!");
    assertThat(run.events()).containsExactly(StopEvent.of("Message received: Hello, LlamaIndex!"));
  }

  static final class Free extends Workflow {
    @Step
    StopEvent sum(StartEvent in) {
      return StopEvent.of(Map.of("sum", in.get("a", Integer.class) + in.get("b", int.class)));
    }
  }

  @Test
  void aFreeStartEventGivesItsFieldsByName() throws Exception {
    Handler run = new Free().run(Map.of("a", 1, "b", 2));

    assertThat(run.result()).isEqualTo(Map.of("sum", 3L));
  }

  @Test
  void aMissingFieldFailsTheStepWithTheFieldsThatAreThere() {
    Handler run = new Free().run(Map.of("a", 1));

    assertThatThrownBy(run::result)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("there is no field 'b'; there are [a]");
  }

  static final class Union extends Workflow {
    record Ask(int number) implements StartEvent {}

    record Answer(String text) implements Reply, StopEvent {}

    sealed interface Reply extends Event permits Answer, Again {}

    record Again(int number) implements Reply {}

    @Step
    Reply decide(Ask ask) {
      return ask.number() > 9 ? new Answer("big") : new Again(ask.number() * 10);
    }

    @Step
    Reply again(Again again) {
      return again.number() > 9 ? new Answer("grown") : new Again(100);
    }
  }

  @Test
  void aSealedReturnTypeIsAUnionOfItsEvents() throws Exception {
    assertThat(new Union().run(new Union.Ask(10)).result(Union.Answer.class))
        .isEqualTo(new Union.Answer("big"));
    assertThat(new Union().run(new Union.Ask(0)).result()).isEqualTo(new Union.Answer("grown"));
  }

  @Test
  void aWrongResultClassIsRefusedBeforeTheRunEnds() {
    Handler run = new Union().run(new Union.Ask(10));

    assertThatThrownBy(() -> run.result(String.class))
        .isInstanceOf(ResultTypeException.class)
        .hasMessage(
            "the result is a %s, not a java.lang.String; ask for the first"
                .formatted(Union.Answer.class.getName()));
  }

  static final class Texts extends Workflow {
    record Say(@Nullable String text) implements StartEvent {}

    @Step
    StopEvent say(Say say) {
      return StopEvent.of(say.text());
    }
  }

  @Test
  void aResultOfAnotherTypeThanAskedForIsRefusedWithWhatItIsAndCanBeAskedForAgain()
      throws Exception {
    Handler run = new Texts().run(new Texts.Say("a"));

    assertThatThrownBy(() -> run.result(Integer.class))
        .isInstanceOf(ResultTypeException.class)
        .hasMessage(
            "the result is a java.lang.String, not a java.lang.Integer: the value must be an integer that"
                + " fits int, is \"a\"; ask for the type that its workflow stops with, or for"
                + " Object.class")
        .extracting(e -> ((WorkflowException) e).code())
        .isEqualTo("wrong_result_type");
    assertThat(run.result(String.class)).isEqualTo("a");
    assertThat(run.result(Object.class)).isEqualTo("a");
  }

  @Test
  void aResultThatIsNullIsNotGivenAsAType() throws Exception {
    Handler run = new Texts().run(new Texts.Say(null));

    assertThatThrownBy(() -> run.result(String.class))
        .isInstanceOf(ResultTypeException.class)
        .hasMessage(
            "the result is null, not a java.lang.String; ask with result() where it may be null");
    assertThat(run.result()).isNull();
  }

  static final class Fan extends Workflow {
    record Go(int parts) implements StartEvent {}

    record Part(int number) implements Event {}

    record Done(int square) implements Event {}

    @StateName("Tally")
    record Tally(int missing, int sum) {}

    @Step(sends = Part.class)
    void split(Context ctx, Go go) {
      ctx.state(Tally.class).set(new Tally(go.parts(), 0));
      for (int i = 1; i <= go.parts(); i++) {
        ctx.send(new Part(i));
      }
    }

    @Step(workers = 3)
    Done square(Part part) {
      return new Done(part.number() * part.number());
    }

    @Step(workers = 1)
    @Nullable StopEvent gather(Context ctx, Done done) {
      State<Tally> tally = ctx.state(Tally.class);
      tally.update(t -> new Tally(t.missing() - 1, t.sum() + done.square()));
      return tally.get().missing() == 0 ? StopEvent.of(tally.get().sum()) : null;
    }
  }

  @Test
  void sentEventsFanOutAndAreCountedInTheState() throws Exception {
    assertThat(new Fan().run(new Fan.Go(20)).result(Integer.class)).isEqualTo(2870);
  }

  static final class Racing extends Workflow {
    record Go() implements StartEvent {}

    record Add() implements Event {}

    record Added() implements Event {}

    record Count(int value) {}

    record Left(int value) {}

    @Step(sends = Add.class)
    void start(Context ctx, Go go) {
      ctx.state(Left.class).set(new Left(100));
      for (int i = 0; i < 100; i++) {
        ctx.send(new Add());
      }
    }

    @Step(workers = 16)
    Added add(Context ctx, Add add) {
      ctx.state(Count.class).update(c -> new Count(c.value() + 1));
      return new Added();
    }

    @Step(workers = 1)
    Optional<StopEvent> done(Context ctx, Added added) {
      ctx.state(Left.class).update(l -> new Left(l.value() - 1));
      return ctx.state(Left.class).get().value() == 0
          ? Optional.of(StopEvent.of(ctx.state(Count.class).get().value()))
          : Optional.empty();
    }
  }

  @Test
  void updatesOfAttemptsSideBySideAreNotLost() throws Exception {
    assertThat(new Racing().run().result(Integer.class)).isEqualTo(100);
  }

  static final class Both extends Workflow {
    record Go() implements StartEvent {}

    record Left() implements Event {}

    record Right() implements Event {}

    record Seen(int count) {}

    @Step
    Left left(Go go) {
      return new Left();
    }

    @Step
    CompletionStage<Right> right(Go go) {
      return CompletableFuture.completedFuture(new Right());
    }

    @Step(workers = 1, name = "end-left")
    @Nullable StopEvent end(Context ctx, Left left) {
      return count(ctx);
    }

    @Step(workers = 1, name = "end-right")
    @Nullable StopEvent end(Context ctx, Right right) {
      return count(ctx);
    }

    private static @Nullable StopEvent count(Context ctx) {
      return ctx.waitForEvent(
                  Never.class, WaitOptions.defaults().withTimeout(java.time.Duration.ofMillis(1)))
              == null
          ? null
          : StopEvent.of("never");
    }

    record Never() implements HumanResponseEvent {}
  }

  @Test
  void everyStepThatTakesAnEventGetsItAndATimedOutWaitThrows() {
    assertThatThrownBy(() -> new Both().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("no Never came within PT0.001S");
  }

  static final class Streaming extends Workflow {
    record Go() implements StartEvent {}

    record Token(String text) implements Event {}

    @Step(streams = Token.class)
    StopEvent speak(Context ctx, Go go) {
      List.of("a", "b", "c").forEach(t -> ctx.stream(new Token(t)));
      return StopEvent.of("abc");
    }
  }

  @Test
  void everyReaderOfTheStreamGetsEveryEventFromTheStart() throws Exception {
    Handler run = new Streaming().run();
    List<Event> early = new ArrayList<>();
    run.events().forEach(early::add);
    run.result();

    assertThat(early)
        .containsExactly(
            new Streaming.Token("a"),
            new Streaming.Token("b"),
            new Streaming.Token("c"),
            StopEvent.of("abc"));
    assertThat(run.events()).containsExactlyElementsOf(early);
  }

  static final class NullReturner extends Workflow {
    record Go() implements StartEvent {}

    @Step
    @SuppressWarnings("NullAway") // what the test is about
    StopEvent none(Go go) {
      return null;
    }
  }

  @Test
  void aNullWhereAnEventIsDueFailsTheRun() {
    assertThatThrownBy(() -> new NullReturner().run().result())
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("declare the return type Optional, void or @Nullable")
        .hasMessageContaining("kept at run time such as org.jspecify.annotations.Nullable");
  }

  static final class NotJson extends Workflow {
    @Step
    StopEvent bad(StartEvent start) {
      return switch (start.get("kind", String.class)) {
        case "nan" -> StopEvent.of(Map.of("x", List.of(1, Double.NaN)));
        case "object" -> StopEvent.of(new Object());
        case "thread" -> StopEvent.of(List.of(Thread.currentThread()));
        default -> {
          List<Object> cycle = new ArrayList<>();
          cycle.add(cycle);
          yield StopEvent.of(cycle);
        }
      };
    }
  }

  @Test
  void aResultThatJsonCannotHoldFailsTheRunAndSaysWhere() {
    assertThat(failure("nan")).contains("result.x[1]: JSON has no number for NaN");
    assertThat(failure("object")).contains("result: JSON cannot hold a java.lang.Object");
    assertThat(failure("thread")).contains("result[0]: JSON cannot hold a java.lang.");
    assertThat(failure("cycle")).contains("does it contain itself?");
  }

  private static String failure(String kind) {
    try {
      return "no failure but " + new NotJson().run(Map.of("kind", kind)).result();
    } catch (RunFailedException e) {
      assertThat(e.code()).isEqualTo(RunFailure.RESULT_NOT_JSON);
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static final class Throwing extends Workflow {
    record Go() implements StartEvent {}

    @Step
    StopEvent fail(Go go) throws Exception {
      throw new java.io.IOException("disk", new IllegalStateException("head crash"));
    }
  }

  @Test
  void aFailureKeepsItsTypeMessageAndCauseAndEndsTheStream() {
    Handler run = new Throwing().run();

    assertThatThrownBy(run::result)
        .isInstanceOfSatisfying(
            RunFailedException.class,
            e -> {
              assertThat(e.step()).isEqualTo("fail");
              assertThat(e.type()).isEqualTo("java.io.IOException");
              assertThat(e.getMessage()).contains("disk");
              assertThat(e.stack())
                  .contains("Caused by: java.lang.IllegalStateException: head crash");
              assertThat(e.attempts()).isEqualTo(1);
            });
    assertThat(run.events())
        .singleElement()
        .isInstanceOfSatisfying(
            WorkflowFailedEvent.class, e -> assertThat(e.exceptionMessage()).isEqualTo("disk"));
  }
}
