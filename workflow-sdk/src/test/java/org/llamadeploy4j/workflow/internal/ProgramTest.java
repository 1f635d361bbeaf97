package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.OutsideEvent;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ProgramTest {

  static final class Echo extends Workflow {
    record Input(String message) implements StartEvent {}

    @Step
    StopEvent echo(Input in) {
      return StopEvent.of("Message received: " + in.message());
    }
  }

  static final class Ask extends Workflow implements AutoCloseable {
    record Go() implements StartEvent {}

    record Token(int n) implements Event {}

    record Seen(int count) {}

    volatile boolean closed;

    @Step(streams = Token.class)
    StopEvent ask(Context ctx, Go go) {
      ctx.stream(new Token(ctx.attempt()));
      ctx.state(Seen.class).update(s -> new Seen(s.count() + 1));
      HumanResponseEvent answer = ctx.waitForEvent(HumanResponseEvent.class);
      return StopEvent.of(answer.get("response", String.class));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Records what it gets and answers as it is told. */
  static final class RecordingLog implements RunLog {
    final List<Commit> commits = new ArrayList<>();
    final List<PublishedEvent> events = new ArrayList<>();
    final List<byte[]> journal = new ArrayList<>();
    final List<CommitResult> answers = new ArrayList<>();
    volatile boolean young = true;
    volatile boolean begunBefore;

    @Override
    public synchronized CommitResult commit(Commit commit) {
      commits.add(commit);
      CommitResult answer =
          answers.isEmpty() ? CommitResult.Committed.nothingNew() : answers.removeFirst();
      if (answer instanceof CommitResult.Committed) {
        assertThat(commit.journalLengthBefore()).isEqualTo(journal.size());
        journal.addAll(commit.ticks());
        events.addAll(commit.events());
      }
      return answer;
    }

    @Override
    public synchronized void publish(PublishedEvent event) {
      events.add(event);
    }

    @Override
    public boolean mayRun() {
      return young;
    }

    @Override
    public boolean mayHaveBegun() {
      return begunBefore;
    }

    synchronized int size() {
      return commits.size();
    }

    synchronized List<String> texts() {
      return events.stream().map(e -> e.type() + new String(e.json(), UTF_8)).toList();
    }
  }

  private final ManualClock clock = ManualClock.create();

  private WorkflowProgram load(Workflow workflow) {
    return WorkflowProgram.load(env -> workflow, ProgramOptions.of("svc", Env.empty(), clock));
  }

  private static RunRequest request(String json) {
    return new RunRequest("run-1", json.getBytes(UTF_8), Map.of());
  }

  private static RunEnd end(RunHandle run) {
    return run.ended().toCompletableFuture().join();
  }

  private static RunOutcome outcome(RunHandle run) {
    return ((RunEnd.Finished) end(run)).outcome();
  }

  private static String result(RunHandle run) {
    return new String(((RunOutcome.Completed) outcome(run)).resultJson(), UTF_8);
  }

  private static ExternalEvent answer(String id, String type, String json) {
    return new ExternalEvent(id, type, json.getBytes(UTF_8));
  }

  @Test
  void anEchoCostsOneCommit() {
    RecordingLog log = new RecordingLog();
    RunHandle run = load(new Echo()).start(request("{\"message\":\"hi\"}"), log);

    assertThat(result(run)).isEqualTo("\"Message received: hi\"");
    assertThat(log.commits).hasSize(1);
    assertThat(log.commits.getFirst().ticks()).hasSize(2);
    assertThat(log.texts()).containsExactly("StopEvent{\"result\":\"Message received: hi\"}");
  }

  @Test
  void inputThatDoesNotFitEndsTheRunAsInvalid() {
    RecordingLog log = new RecordingLog();
    RunHandle run = load(new Echo()).start(request("{\"mesage\":\"hi\"}"), log);

    assertThat(outcome(run))
        .isInstanceOfSatisfying(
            RunOutcome.Failed.class,
            o -> {
              assertThat(o.failure().code()).isEqualTo("invalid_input");
              assertThat(o.failure().message())
                  .contains("field 'message' is missing", "unknown field 'mesage'")
                  .endsWith("allowed are [message]");
            });
    assertThat(log.texts()).singleElement().asString().startsWith("WorkflowFailedEvent");
  }

  @Test
  void aWaitingRunSaysSoAndGoesOnFromItsJournalWithAnAnswerInEitherShape() {
    for (String json : List.of("{\"response\":\"42\"}", "{\"_data\":{\"response\":\"42\"}}")) {
      RecordingLog log = new RecordingLog();
      RunHandle first = load(new Ask()).start(request(""), log);
      Await.until(() -> log.size() == 1);
      assertThat(log.commits.getFirst().status()).isEqualTo(RunStatus.WAITING);
      first.abandon("moved");
      assertThat(end(first)).isEqualTo(new RunEnd.Abandoned("moved"));

      RunHandle second = load(new Ask()).resume(request(""), List.copyOf(log.journal), log);
      second.deliver(List.of(answer("e1", "workflows.events.HumanResponseEvent", json)));

      assertThat(result(second)).isEqualTo("\"42\"");
      assertThat(log.texts())
          .containsExactly("Token{\"n\":1}", "Token{\"n\":2}", "StopEvent{\"result\":\"42\"}");
      assertThat(((RunOutcome.Completed) outcome(second)).state()).containsOnlyKeys("Seen");
    }
  }

  @Test
  void everyPrefixOfAJournalGoesOnToTheSameResult() {
    RecordingLog whole = new RecordingLog();
    RunHandle run = load(new Ask()).start(request(""), whole);
    run.deliver(List.of(answer("e1", "HumanResponseEvent", "{\"response\":\"yes\"}")));
    assertThat(result(run)).isEqualTo("\"yes\"");

    for (int length = 1; length <= whole.journal.size(); length++) {
      RecordingLog log = new RecordingLog();
      log.journal.addAll(whole.journal.subList(0, length));
      RunHandle again = load(new Ask()).resume(request(""), List.copyOf(log.journal), log);
      again.deliver(List.of(answer("e1", "HumanResponseEvent", "{\"response\":\"yes\"}")));
      assertThat(result(again)).isEqualTo("\"yes\"");
    }
  }

  @Test
  void anEventThatCannotBeReadIsTakenAndShownInternally() {
    RecordingLog log = new RecordingLog();
    RunHandle run = load(new Ask()).start(request("{}"), log);
    run.deliver(
        List.of(
            answer("e1", "Nonsense", "{}"),
            answer("e2", "HumanResponseEvent", "[1"),
            answer("e3", "HumanResponseEvent", "{\"response\":\"ok\"}"),
            answer("e3", "HumanResponseEvent", "{\"response\":\"again\"}")));

    assertThat(result(run)).isEqualTo("\"ok\"");
    assertThat(log.commits.stream().mapToInt(Commit::inboxTaken).sum()).isEqualTo(3);
    assertThat(log.events.stream().filter(PublishedEvent::internal))
        .extracting(PublishedEvent::type)
        .containsExactly("UnhandledEvent", "UnhandledEvent");
  }

  @Test
  void anEndThatIsRefusedTakesWhatArrivedAndEndsAgain() {
    RecordingLog log = new RecordingLog();
    log.answers.add(
        new CommitResult.InboxChanged(List.of(answer("e1", "HumanResponseEvent", "{}"))));
    RunHandle run = load(new Echo()).start(request("{\"message\":\"hi\"}"), log);

    assertThat(result(run)).isEqualTo("\"Message received: hi\"");
    assertThat(log.commits).hasSize(2);
    assertThat(log.commits.getLast().inboxTaken()).isEqualTo(1);
    assertThat(log.commits.getLast().ticks()).hasSize(3);
  }

  @Test
  void anEndThatComesAfterACancelIsThatOfACancelledRun() {
    RecordingLog log = new RecordingLog();
    log.answers.add(new CommitResult.CancelRequested("enough"));
    RunHandle run = load(new Echo()).start(request("{\"message\":\"hi\"}"), log);

    assertThat(end(run)).isEqualTo(new RunEnd.Finished(new RunOutcome.Cancelled("enough")));
    assertThat(log.commits).hasSize(2);
    assertThat(log.commits.getLast().ticks()).hasSize(2);
    assertThat(log.events)
        .extracting(PublishedEvent::type)
        .containsExactly("WorkflowCancelledEvent");
  }

  @Test
  void thatARunIsTakenUpAgainIsNoProgress() {
    RecordingLog whole = new RecordingLog();
    result(load(new Echo()).start(request("{\"message\":\"hi\"}"), whole));
    assertThat(whole.commits).extracting(Commit::progress).containsExactly(true);

    RecordingLog log = new RecordingLog();
    log.journal.add(whole.journal.getFirst());
    result(load(new Echo()).resume(request("{\"message\":\"hi\"}"), List.copyOf(log.journal), log));

    assertThat(log.commits).extracting(Commit::progress).containsExactly(false, true);
  }

  @Test
  void aFencedDriverStopsWithoutAnOutcome() {
    RecordingLog log = new RecordingLog();
    log.answers.add(new CommitResult.Fenced("epoch 2"));

    assertThat(end(load(new Echo()).start(request("{\"message\":\"hi\"}"), log)))
        .isEqualTo(new RunEnd.Fenced("epoch 2"));
  }

  @Test
  void anOldLeaseRunsNothing() {
    RecordingLog log = new RecordingLog();
    log.young = false;

    assertThat(end(load(new Echo()).start(request("{\"message\":\"hi\"}"), log)))
        .isInstanceOf(RunEnd.Abandoned.class);
    assertThat(log.commits).isEmpty();
  }

  static final class Spinning extends Workflow {
    final CountDownLatch started = new CountDownLatch(1);
    volatile boolean release;

    @Step
    @Nullable StopEvent spin(StartEvent go) {
      started.countDown();
      while (!release) {
        Thread.onSpinWait();
      }
      return null;
    }
  }

  @Test
  void aStepThatIgnoresItsInterruptionIsReportedAfterItsGrace() throws Exception {
    Spinning workflow = new Spinning();
    List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
    ProgramListener listener =
        new ProgramListener() {
          @Override
          public void onAbandoned(String step, String runId) {
            heard.add("abandoned " + step + " " + runId);
          }

          @Override
          public void onAbandonedEnded(String step, String runId) {
            heard.add("ended " + step + " " + runId);
          }
        };
    ProgramOptions options = ProgramOptions.of("svc", Env.empty(), clock).withListener(listener);
    RunHandle run =
        WorkflowProgram.load(env -> workflow, options).start(request(""), new RecordingLog());
    workflow.started.await();
    assertThat(run.activeSteps()).containsExactly("spin");
    try {
      run.cancel("enough");
      assertThat(outcome(run)).isEqualTo(new RunOutcome.Cancelled("enough"));
      assertThat(run.activeSteps()).isEmpty();
      clock.advance(Duration.ofSeconds(5));
      assertThat(heard).containsExactly("abandoned spin run-1");
    } finally {
      workflow.release = true;
    }
    Await.until(() -> heard.size() == 2);
    assertThat(heard).last().isEqualTo("ended spin run-1");
  }

  @Test
  void aProgramDescribesItselfAndClosesItsWorkflowOnce() {
    Ask workflow = new Ask();
    WorkflowProgram program = load(workflow);

    assertThat(program.description().name()).isEqualTo("svc");
    assertThat(program.description().startType()).isEqualTo("Go");
    assertThat(program.description().stopType()).isEqualTo("StopEvent");
    assertThat(program.description().steps()).containsExactly("ask");
    assertThat(program.description().outsideEvents())
        .extracting(OutsideEvent::type)
        .containsExactly("HumanResponseEvent", "InputRequiredEvent", "Token");
    program.close();
    program.close();
    assertThat(workflow.closed).isTrue();
  }

  @Test
  void aProgramDescribesWhatMayBeSentToItsRuns() {
    List<OutsideEvent> events = load(new Ask()).description().outsideEvents();

    OutsideEvent answer = events.getFirst();
    assertThat(answer.free()).isTrue();
    assertThat(answer.aliases()).contains("llama_index.core.workflow.HumanResponseEvent");
    OutsideEvent token = events.getLast();
    assertThat(token.free()).isFalse();
    assertThat(token.aliases()).contains(Ask.Token.class.getName());
    assertThat(token.fields())
        .containsExactly(new OutsideEvent.Field("n", OutsideEvent.JsonKind.INTEGER, true, false));
  }

  @Test
  void aFactoryThatFailsIsReportedWithItsCause() {
    assertThatThrownBy(() ->
            WorkflowProgram.load(
                env -> {
                  throw new java.io.IOException("no model");
                },
                ProgramOptions.of("svc", Env.empty(), clock)))
        .isInstanceOf(WorkflowDefinitionException.class)
        .hasMessageContaining("java.io.IOException: no model")
        .hasCauseInstanceOf(java.io.IOException.class);
  }
}
