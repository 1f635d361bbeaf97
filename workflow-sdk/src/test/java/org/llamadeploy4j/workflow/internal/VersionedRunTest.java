package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamadeploy4j.workflow.Await;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.EventName;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.JournalException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StateName;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Runs that began with one version of a workflow and go on with another. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
@SuppressWarnings("SameNameButDifferent") // each version has events of its own
class VersionedRunTest {

  static final class First extends Workflow {
    record Go(int id) implements StartEvent {}

    record Order(int id, String note) implements Event {}

    record Paid(int amount) implements Event {}

    record Reply(String text) implements HumanResponseEvent {}

    @StateName("Tally")
    record Tally(int orders) {}

    @Step
    Order begin(Go go) {
      return new Order(go.id(), "soon");
    }

    @Step(sends = Paid.class, waits = Reply.class)
    StopEvent decide(Context ctx, Order order) {
      ctx.state(Tally.class).update(t -> new Tally(t.orders() + 1));
      ctx.state().set("note", order.note());
      ctx.send(new Paid(5));
      Reply reply = ctx.waitForEvent(Reply.class);
      return StopEvent.of(reply.text());
    }

    @Step
    void paid(Paid paid) {}
  }

  /** Everything is renamed; the order has lost a field and gained another. */
  static final class Second extends Workflow {
    @EventName(value = "Begin", aliases = "Go")
    record Begin(int id) implements StartEvent {}

    @EventName(value = "Purchase", aliases = "Order")
    record Purchase(int id, @Nullable String customer) implements Event {}

    @EventName(value = "Payment", aliases = "Paid")
    record Payment(int amount) implements Event {}

    @EventName(value = "Answer", aliases = "Reply")
    record Answer(String text) implements HumanResponseEvent {}

    @StateName(value = "Total", aliases = "Tally")
    record Total(int orders) {}

    @Step(name = "begin")
    Purchase start(Begin begin) {
      return new Purchase(begin.id(), null);
    }

    @Step(name = "decide", sends = Payment.class, waits = Answer.class)
    StopEvent judge(Context ctx, Purchase purchase) {
      ctx.state(Total.class).update(t -> new Total(t.orders() + 1));
      ctx.state().set("note", "not read again");
      ctx.send(new Payment(5));
      Answer answer = ctx.waitForEvent(Answer.class);
      return StopEvent.of(
          "%s %d %s %s"
              .formatted(
                  answer.text(),
                  ctx.state(Total.class).get().orders(),
                  ctx.state().get("note", String.class),
                  purchase));
    }

    @Step(name = "paid")
    void payed(Payment payment) {}
  }

  /** The order needs a field that was never written. */
  static final class Third extends Workflow {
    record Go(int id) implements StartEvent {}

    record Order(int id, String currency) implements Event {}

    record Paid(int amount) implements Event {}

    record Reply(String text) implements HumanResponseEvent {}

    @Step
    Order begin(Go go) {
      return new Order(go.id(), "EUR");
    }

    @Step(sends = Paid.class, waits = Reply.class)
    StopEvent decide(Context ctx, Order order) {
      return StopEvent.of(order.currency());
    }

    @Step
    void paid(Paid paid) {}
  }

  private final ManualClock clock = ManualClock.create();

  private WorkflowProgram load(Workflow workflow) {
    return WorkflowProgram.load(env -> workflow, ProgramOptions.of("svc", Env.empty(), clock));
  }

  private static RunRequest request() {
    return new RunRequest("run-1", "{\"id\":7}".getBytes(UTF_8), Map.of());
  }

  /** The log of a run of the first version that waits, after its step beside that has ended. */
  private ProgramTest.RecordingLog paused() {
    ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();
    RunHandle run = load(new First()).start(request(), log);
    Await.until(() -> ticks(log) == 4);
    assertThat(text(log)).contains("\"suspended\"");
    run.abandon("moved");
    run.ended().toCompletableFuture().join();
    return log;
  }

  private static int ticks(ProgramTest.RecordingLog log) {
    synchronized (log) {
      return log.journal.size();
    }
  }

  private static String text(ProgramTest.RecordingLog log) {
    synchronized (log) {
      StringBuilder text = new StringBuilder();
      log.journal.forEach(entry -> text.append(new String(entry, UTF_8)));
      return text.toString();
    }
  }

  private static RunOutcome outcome(RunHandle run) {
    return ((RunEnd.Finished) run.ended().toCompletableFuture().join()).outcome();
  }

  private RunHandle resumed(Workflow later, ProgramTest.RecordingLog log) {
    RunHandle run = load(later).resume(request(), List.copyOf(log.journal), log);
    run.deliver(List.of(new ExternalEvent("e1", "Reply", "{\"text\":\"yes\"}".getBytes(UTF_8))));
    return run;
  }

  @Test
  void aPausedRunGoesOnWithRenamedEventsStatesAndMethods() {
    RunOutcome outcome = outcome(resumed(new Second(), paused()));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RunOutcome.Completed.class,
            o -> {
              assertThat(new String(o.resultJson(), UTF_8))
                  .isEqualTo("\"yes 1 soon Purchase[id=7, customer=null]\"");
              assertThat(o.state()).containsOnlyKeys("Total", "@untyped");
            });
  }

  @Test
  void everyPrefixOfItGoesOnToo() {
    ProgramTest.RecordingLog whole = paused();
    for (int length = 1; length <= whole.journal.size(); length++) {
      ProgramTest.RecordingLog log = new ProgramTest.RecordingLog();
      log.journal.addAll(whole.journal.subList(0, length));

      assertThat(outcome(resumed(new Second(), log)))
          .as("the first %d of %d ticks", length, whole.journal.size())
          .isInstanceOf(RunOutcome.Completed.class);
    }
  }

  @Test
  void aRunThatNeedsAFieldWhichWasNeverWrittenIsRefusedWithItsPathAndBothSchemas() {
    ProgramTest.RecordingLog log = paused();
    int before = log.journal.size();

    assertThatThrownBy(() -> resumed(new Third(), log))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "run run-1, tick 4 of its journal: the run cannot go on with this version of Third:"
                + " Order: field 'currency' is missing; its fields are [id, currency];"
                + " it was stored in schema 00659ec6c8c0, today's is 74764711a7bd;"
                + " missing: currency; unknown: note; of another type: none");
    assertThat(log.journal).as("nothing was run").hasSize(before);
  }

  @Test
  void whatTheRunDoesNotNeedAnyMoreMayBeUnreadable() {
    ProgramTest.RecordingLog log = paused();
    RunHandle run = load(new First()).resume(request(), List.copyOf(log.journal), log);
    run.deliver(List.of(new ExternalEvent("e1", "Reply", "{\"text\":\"yes\"}".getBytes(UTF_8))));
    assertThat(outcome(run)).isInstanceOf(RunOutcome.Completed.class);

    assertThat(outcome(load(new Third()).resume(request(), List.copyOf(log.journal), log)))
        .isInstanceOf(RunOutcome.Completed.class);
  }

  /** The state needs a field that was never written. */
  static final class Fourth extends Workflow {
    record Go(int id) implements StartEvent {}

    record Order(int id, String note) implements Event {}

    record Paid(int amount) implements Event {}

    record Reply(String text) implements HumanResponseEvent {}

    @StateName("Tally")
    record Tally(int orders, int paid) {}

    @Step
    Order begin(Go go) {
      return new Order(go.id(), "soon");
    }

    @Step(sends = Paid.class, waits = Reply.class)
    StopEvent decide(Context ctx, Order order) {
      return StopEvent.of(ctx.state(Tally.class).get());
    }

    @Step
    void paid(Paid paid) {}
  }

  @Test
  void aStateThatCannotBeReadRefusesTheRunToo() {
    ProgramTest.RecordingLog log = paused();

    assertThatThrownBy(() -> resumed(new Fourth(), log))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("the stored state 'Tally' cannot be read as")
        .hasMessageContaining("field 'paid' is missing; it was stored in schema ")
        .hasMessageContaining("missing: paid; unknown: none; of another type: none");
  }
}
