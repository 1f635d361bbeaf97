package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.WaitOptions;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.Streamed;
import org.llamadeploy4j.workflow.retry.Retry;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.Streaming;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/** What readers see of what steps stream when only what committed is shown. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class CommittedStreamTest {

  record Go() implements StartEvent {}

  record Token(int attempt, String text) implements Event {}

  private final ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();

  private RunHandle start(Supplier<Workflow> workflow) {
    return load(workflow).start(request(), log);
  }

  private static WorkflowProgram load(Supplier<Workflow> workflow) {
    ProgramOptions options =
        ProgramOptions.of("svc", Env.empty(), SystemScheduler.SHARED)
            .withStreaming(Streaming.COMMITTED);
    return WorkflowProgram.load(env -> workflow.get(), options);
  }

  private static RunRequest request() {
    return new RunRequest("run-1", "{}".getBytes(UTF_8), Map.of());
  }

  private static ExternalEvent answer(String json) {
    return new ExternalEvent("e1", "HumanResponseEvent", json.getBytes(UTF_8));
  }

  private static RunOutcome outcome(RunHandle run) {
    return ((RunEnd.Finished)
            run.ended().toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join())
        .outcome();
  }

  private static void complete(RunHandle run) {
    assertThat(outcome(run)).isInstanceOf(RunOutcome.Completed.class);
  }

  /** What a reader sees who asks for nothing besides. */
  private List<String> shown() {
    return log.events.stream()
        .filter(e -> !e.internal())
        .map(e -> e.type() + new String(e.json(), UTF_8))
        .toList();
  }

  static final class Flaky extends Workflow {
    @Step(streams = Token.class)
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent tell(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt(), "a"));
      ctx.stream(new Token(ctx.attempt(), "b"));
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("out of luck");
      }
      return StopEvent.of("told");
    }
  }

  @Test
  void onlyTheAttemptThatSucceedsIsSeenAndInOneCommitWithItsSuccess() {
    complete(start(Flaky::new));

    String last = "StopEvent{\"result\":\"told\"}";
    assertThat(shown())
        .containsExactly(
            "Token{\"attempt\":2,\"text\":\"a\"}", "Token{\"attempt\":2,\"text\":\"b\"}", last);
    assertThat(log.commits.getLast().events())
        .extracting(PublishedEvent::type)
        .containsExactly("Token", "Token", "StopEvent");
    assertThat(log.events)
        .as("a marker is internal, and names an attempt of which nothing was shown")
        .filteredOn(PublishedEvent::internal)
        .extracting(PublishedEvent::type)
        .containsExactly("AttemptSuperseded");
  }

  static final class Failing extends Workflow {
    @Step(streams = Token.class)
    StopEvent tell(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt(), "a"));
      throw new IllegalStateException("out of luck");
    }
  }

  @Test
  void nothingIsSeenOfAStepThatFailsForGood() {
    assertThat(outcome(start(Failing::new))).isInstanceOf(RunOutcome.Failed.class);

    assertThat(shown()).singleElement().asString().startsWith("WorkflowFailedEvent");
  }

  static final class Ask extends Workflow {
    record Question(String text) implements InputRequiredEvent {}

    @Step(streams = Token.class)
    StopEvent ask(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt(), "before"));
      WaitOptions asking = WaitOptions.defaults().withPrompt(new Question("well?"));
      HumanResponseEvent answer = ctx.waitForEvent(HumanResponseEvent.class, asking);
      ctx.stream(new Token(ctx.attempt(), "after"));
      return StopEvent.of(answer.get("response", String.class));
    }
  }

  @Test
  void aStepThatWaitsAsksAtOnceAndIsSeenOnceWhenItHasEnded() {
    RunHandle run = start(Ask::new);
    Await.until(() -> log.size() == 1);
    assertThat(shown()).containsExactly("Question{\"text\":\"well?\"}");

    run.deliver(List.of(answer("{\"response\":\"yes\"}")));
    complete(run);

    assertThat(shown())
        .containsExactly(
            "Question{\"text\":\"well?\"}",
            "Token{\"attempt\":2,\"text\":\"before\"}",
            "Token{\"attempt\":2,\"text\":\"after\"}",
            "StopEvent{\"result\":\"yes\"}");
  }

  static final class Asks extends Workflow {
    record Query(String text) implements InputRequiredEvent {}

    @Step(streams = Token.class)
    Query ask(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt(), "thinking"));
      return new Query("well?");
    }

    @Step
    StopEvent take(HumanResponseEvent answer) {
      return StopEvent.of(answer.get("response", String.class));
    }
  }

  @Test
  void whatAStepStreamedComesBeforeTheQueryThatItReturns() {
    RunHandle run = start(Asks::new);
    Await.until(() -> log.size() == 1);

    assertThat(shown())
        .containsExactly("Token{\"attempt\":1,\"text\":\"thinking\"}", "Query{\"text\":\"well?\"}");
    run.deliver(List.of(answer("{\"response\":\"yes\"}")));
    complete(run);
  }

  static final class Once extends Workflow {
    @Step(streams = Token.class)
    StopEvent tell(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt(), "a"));
      return StopEvent.of("told");
    }
  }

  @Test
  void anEndThatIsRefusedAndWrittenAgainShowsItOnce() {
    log.answers.add(new CommitResult.InboxChanged(List.of(answer("{}"))));

    complete(start(Once::new));

    assertThat(log.commits).hasSize(2);
    assertThat(shown())
        .containsExactly("Token{\"attempt\":1,\"text\":\"a\"}", "StopEvent{\"result\":\"told\"}");
  }

  static final class Parent extends Workflow {
    @Step(children = Child.class)
    StopEvent run(Context ctx, Go go) {
      return StopEvent.of(ctx.child("part", Child.class, new Child.Begin(), String.class));
    }
  }

  public static final class Child extends Workflow {
    public record Begin() implements StartEvent {}

    public record Mark(int attempt) implements Event {}

    @Step(streams = Mark.class)
    @Retry(attempts = 2, delay = "PT0S")
    StopEvent mark(Context ctx, Begin begin) {
      ctx.stream(new Mark(ctx.attempt()));
      if (ctx.attempt() == 1) {
        throw new IllegalStateException("out of luck");
      }
      return StopEvent.of("marked");
    }
  }

  @Test
  void childrenFollowTheSameRuleAndTheirEventsSayWhereTheyComeFrom() {
    complete(start(Parent::new));

    assertThat(log.events)
        .filteredOn(e -> e.type().equals("Mark"))
        .extracting(PublishedEvent::origin)
        .containsExactly(
            new PublishedEvent.Origin(
                "Child", List.of(new PublishedEvent.Child("part", "Child", 1)), "mark", 1, 2));
    assertThat(shown()).last().isEqualTo("StopEvent{\"result\":\"marked\"}");
  }

  /** Each of its pieces of work streams nearly as much as one may. */
  static final class Loud extends Workflow {
    record Part(int n) implements Event {}

    record Done(int n) implements Event {}

    static final int PARTS = 4;

    @Step
    List<Part> split(Go go) {
      return java.util.stream.IntStream.range(0, PARTS).mapToObj(Part::new).toList();
    }

    @Step(streams = Token.class, workers = PARTS)
    Done part(Context ctx, Part part) {
      String text = "x".repeat((int) Streamed.MAX_BYTES / 2);
      ctx.stream(new Token(part.n(), text));
      return new Done(part.n());
    }

    @Step
    StopEvent end(List<Done> all) {
      return StopEvent.of(all.size());
    }
  }

  @Test
  void aCommitHasNoMoreOfItThanOneAttemptMayHave() {
    complete(start(Loud::new));

    assertThat(log.commits)
        .extracting(CommittedStreamTest::tokenBytes)
        .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(Streamed.MAX_BYTES));
    assertThat(log.events).filteredOn(e -> e.type().equals("Token")).hasSize(Loud.PARTS);
  }

  private static long tokenBytes(Commit commit) {
    return commit.events().stream()
        .filter(e -> e.type().equals("Token"))
        .mapToLong(e -> e.json().length)
        .sum();
  }

  static final class Endless extends Workflow {
    private final int events;
    private final String text;
    final List<WorkflowException> refused = new ArrayList<>();

    Endless(int events, String text) {
      this.events = events;
      this.text = text;
    }

    @Step(streams = Token.class)
    StopEvent tell(Context ctx, Go go) {
      for (int i = 0; i < events; i++) {
        ctx.stream(new Token(i, text));
      }
      try {
        ctx.stream(new Token(events, text));
      } catch (WorkflowException e) {
        refused.add(e);
      }
      return StopEvent.of("told");
    }
  }

  @Test
  void oneEventMoreThanAreHeldBackIsRefusedWithWhatToDo() {
    Endless workflow = new Endless(Streamed.MAX_EVENTS, "");

    complete(start(() -> workflow));

    assertThat(workflow.refused).singleElement().satisfies(CommittedStreamTest::saysWhatToDo);
    assertThat(log.events).hasSize(Streamed.MAX_EVENTS + 1);
  }

  @Test
  void oneEventLongerThanWhatIsHeldBackIsRefusedWithWhatToDo() {
    Endless workflow = new Endless(2, "x".repeat((int) Streamed.MAX_BYTES * 2 / 5));

    complete(start(() -> workflow));

    assertThat(workflow.refused).singleElement().satisfies(CommittedStreamTest::saysWhatToDo);
    assertThat(log.events).hasSize(2 + 1);
  }

  private static void saysWhatToDo(WorkflowException refusal) {
    assertThat(refusal.code()).isEqualTo("held_stream_full");
    assertThat(refusal)
        .hasMessageContainingAll(
            "step tell has streamed",
            "at most 10000 events and 1048576 bytes",
            "stream less",
            "deploy with 'stream: live'");
  }
}
