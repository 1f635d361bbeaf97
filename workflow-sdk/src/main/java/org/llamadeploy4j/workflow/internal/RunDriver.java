package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around one run's core: an actor. Whoever puts something into the empty mailbox sees to
 * it that the mailbox is worked off, a step's thread by doing it itself, everybody else on a fresh
 * virtual thread; while nothing happens no thread exists. The core, the timers and the outcome
 * belong to whoever works off the mailbox.
 */
final class RunDriver implements LocalRun, AttemptDesk.Driver {

  private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);

  private final Program program;
  private final String runId;
  private final RunLog log;
  private final RunCore core;
  private final ConcurrentLinkedQueue<Mail> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unread = new AtomicInteger();
  private final Attempts attempts;
  private final Intake intake;
  private final CommitGate gate;
  private final RunHooks hooks;
  private final AttemptDesk desk;
  private final Published published;
  private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

  // owned by whoever works off the mailbox
  private final RunTimers timers;
  private final StepStates stepStates;
  private final SnapshotRequests snapshots = new SnapshotRequests();
  private @Nullable RunOutcome outcome;
  private boolean finished;
  private int taken; // mails since the count of unread ones was brought up to date

  private sealed interface Mail {
    record Input(CoreInput input) implements Mail {}

    record Streamed(StepAttempt from, PublishedEvent event) implements Mail {}

    record Asked(CompletableFuture<Snapshots.Moment> answer) implements Mail {}
  }

  RunDriver(Program program, String runId, RunLog log, RunHooks hooks) {
    this.program = program;
    this.runId = runId;
    this.log = log;
    this.hooks = hooks;
    this.core = new RunCore(program.reducer());
    this.published = new Published(program);
    this.stepStates = new StepStates(log, published);
    this.desk = new AttemptDesk(published, hooks, this);
    this.attempts = new Attempts(program, runId, desk);
    this.intake = new Intake(program, runId);
    this.gate = new CommitGate(log);
    this.timers =
        new RunTimers(
            program.options().scheduler(),
            timer -> post(new Mail.Input(new CoreInput.TimerDue(timer))));
  }

  void begin(CoreInput first) {
    post(new Mail.Input(first));
  }

  void recover(RunState state, List<ExternalEvent> events) {
    begin(new CoreInput.Recover(runId, state, intake.read(events)));
  }

  // ---- what others ask of the run

  /** Completes with the durable state at the next commit; fails when the run has ended. */
  @Override
  public CompletableFuture<Snapshots.Moment> snapshot() {
    CompletableFuture<Snapshots.Moment> answer = new CompletableFuture<>();
    post(new Mail.Asked(answer));
    return answer;
  }

  @Override
  public void deliver(List<ExternalEvent> events) {
    post(new Mail.Input(new CoreInput.Arrived(intake.read(events))));
  }

  @Override
  public void cancel(String reason) {
    post(new Mail.Input(new CoreInput.Cancel(reason)));
  }

  @Override
  public void abandon(String reason) {
    gate.close(reason);
    post(new Mail.Input(new CoreInput.Abandon(reason)));
  }

  @Override
  public CompletionStage<RunEnd> ended() {
    return end.minimalCompletionStage();
  }

  @Override
  public List<String> activeSteps() {
    return attempts.steps();
  }

  // ---- what attempts tell the run

  @Override
  public void input(CoreInput input) {
    post(new Mail.Input(input));
  }

  @Override
  public void streamed(StepAttempt attempt, PublishedEvent event) {
    post(new Mail.Streamed(attempt, event));
  }

  @Override
  public void dropped(StepAttempt attempt) {
    attempts.ended(attempt);
  }

  @Override
  public void ended(StepAttempt attempt, CoreInput.StepEnded ended) {
    hooks.turns().pause();
    if (!attempts.ended(attempt)) {
      return;
    }
    mailbox.add(new Mail.Input(ended));
    if (unread.getAndIncrement() == 0) {
      workOff();
    }
  }

  // ---- the mailbox

  private void post(Mail mail) {
    mailbox.add(mail);
    if (unread.getAndIncrement() == 0) {
      hooks.turns().start("run-" + runId, this::workOff);
    }
  }

  private void workOff() {
    int left;
    do {
      try {
        workOffOnce();
      } catch (RuntimeException | Error e) {
        // a defect of ours or of the log: nobody else would ever end this run's waiters
        LOG.error("run={} is dropped after an internal error", runId, e);
        dropMail();
        finish(new Action.CoreEnd.Abandoned("internal error: " + e));
        snapshots.refuse(runId);
      }
      int done = taken;
      taken = 0; // before others may become the owner
      left = unread.addAndGet(-done);
    } while (left > 0);
  }

  private @Nullable Mail take() {
    Mail mail = mailbox.poll();
    taken += mail == null ? 0 : 1;
    return mail;
  }

  private void workOffOnce() {
    Mail mail = take();
    while (mail != null) {
      switch (mail) {
        case Mail.Input m -> feed(m.input());
        case Mail.Streamed m -> publish(m);
        case Mail.Asked m -> snapshots.add(m.answer());
      }
      hooks.turns().pause();
      mail = take();
    }
    if (!snapshots.isEmpty()) {
      core.commitAll();
    }
    Optional<Action.Batch> batch = core.nextBatch();
    while (batch.isPresent()) {
      hooks.turns().pause();
      feed(commit(batch.get()));
      batch = core.nextBatch();
    }
    answerSnapshots();
  }

  private void answerSnapshots() {
    if (finished) {
      snapshots.refuse(runId);
    } else if (!snapshots.isEmpty()) {
      Instant now = now();
      snapshots.answer(new Snapshots.Moment(now, core.durable().pausedAt(now)));
    }
  }

  /** Nobody works off what is in the mailbox; only those who wait for an answer get one. */
  private void dropMail() {
    for (Mail mail = take(); mail != null; mail = take()) {
      if (mail instanceof Mail.Asked asked) {
        snapshots.add(asked.answer());
      }
    }
  }

  private void feed(CoreInput first) {
    Deque<CoreInput> inputs = new ArrayDeque<>(List.of(first));
    while (!inputs.isEmpty()) {
      CoreInput input = inputs.removeFirst();
      if (input instanceof CoreInput.StepEnded ended) {
        stepStates.ended(ended, core.head());
      }
      for (Action action : core.handle(input, now())) {
        execute(action, inputs);
      }
      if (input instanceof CoreInput.StepEnded ended) {
        forgetUnlessRecomputing(ended);
      }
    }
  }

  private void forgetUnlessRecomputing(CoreInput.StepEnded ended) {
    if (core.head().running(ended.attempt()) == null) {
      attempts.forget(ended.attempt());
    }
  }

  private Instant now() {
    return program.options().clock().instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void publish(Mail.Streamed mail) {
    desk.releaseStreamed();
    if (finished || mail.from().isStopped()) {
      return;
    }
    if (log.mayRun()) {
      log.publish(mail.event());
    } else {
      feed(leaseTooOld());
    }
  }

  private static CoreInput leaseTooOld() {
    return new CoreInput.Abandon("the lease is too old to run anything");
  }

  private CoreInput commit(Action.Batch batch) {
    Commit commit = published.commit(batch, log);
    return switch (gate.commit(commit)) {
      case CommitGate.Passage.Closed p -> new CoreInput.Abandon(p.reason());
      case CommitGate.Passage.Answered p -> {
        outcome = commit.outcome();
        yield answer(p.result());
      }
    };
  }

  private CoreInput answer(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed r -> new CoreInput.Committed(intake.read(r.arrived()));
      case CommitResult.InboxChanged r -> new CoreInput.InboxChanged(intake.read(r.arrived()));
      case CommitResult.Fenced r -> new CoreInput.Fenced(r.reason());
    };
  }

  // ---- what the core wants done

  private void execute(Action action, Deque<CoreInput> inputs) {
    switch (action) {
      case Action.StartStep a -> {
        if (log.mayRun()) {
          start(a);
        } else {
          inputs.addFirst(leaseTooOld());
        }
      }
      case Action.TellQueued a -> stepStates.queued(a);
      case Action.StopStep a -> attempts.stop(a.attempt());
      case Action.Recompute a -> attempts.recompute(a);
      case Action.ReleaseOnce a -> desk.answerOnce(a.attempt(), a.name());
      case Action.AnswerCollect a -> desk.answerCollect(a);
      case Action.TimeOutStep a -> attempts.timeOut(a.attempt(), this::hurry);
      case Action.ShowStates a -> desk.show(a.state());
      case Action.Arm a -> timers.arm(a.timer(), Duration.between(now(), a.at()));
      case Action.Disarm a -> timers.disarm(a.timer());
      case Action.Finish a -> finish(a.end());
    }
  }

  private void start(Action.StartStep action) {
    Program of = program.family().at(program, core.head(), action.path());
    if (of != null) {
      stepStates.started(action);
      attempts.start(of, action.path(), action.item());
    }
  }

  private void hurry(CoreInput.StepEnded ended) {
    post(new Mail.Input(ended));
  }

  private void closeResources() {
    if (!desk.resources().isEmpty()) {
      hooks.turns().start("close-" + runId, desk.resources()::close);
    }
  }

  private void finish(Action.CoreEnd how) {
    if (finished) {
      return;
    }
    finished = true;
    attempts.stopAll();
    attempts.whenIdle(this::closeResources);
    timers.disarmAll();
    end.complete(
        switch (how) {
          case Action.CoreEnd.Ended e ->
              new RunEnd.Finished(
                  outcome == null
                      ? Published.outcome(e.ending(), core.head().states(), program.events())
                      : outcome);
          case Action.CoreEnd.Fenced e -> new RunEnd.Fenced(e.reason());
          case Action.CoreEnd.Abandoned e -> new RunEnd.Abandoned(e.reason());
        });
  }
}
