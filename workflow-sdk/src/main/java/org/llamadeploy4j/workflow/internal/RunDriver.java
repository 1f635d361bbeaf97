package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.RunCore;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;
import org.llamadeploy4j.workflow.spi.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around one run's core: an actor. Whoever puts something into the empty mailbox sees to
 * it that the mailbox is worked off, a step's thread by doing it itself, everybody else on a fresh
 * virtual thread; while nothing happens no thread exists. The core, the timers and the outcome
 * belong to whoever works off the mailbox.
 *
 * <p>Over 300 lines: all that is owned by whoever works off the mailbox is in this one class.
 */
final class RunDriver implements LocalRun, AttemptDesk.Driver {

  private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);

  private final Program program;
  private final String runId;
  private final RunLog log;
  private final RunCore core;
  private final Mailbox<Mail> mailbox = new Mailbox<>();
  private final Attempts attempts;
  private final Intake intake;
  private final LogWriter writer;
  private final RunHooks hooks;
  private final AttemptDesk desk;
  private final RunListening listening;
  private final Published published;
  private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

  // owned by whoever works off the mailbox
  private final RunActions actions;
  private final StepStates stepStates;
  private final SnapshotRequests snapshots = new SnapshotRequests();
  private boolean finished;

  RunDriver(Program program, String runId, RunLog log, RunHooks hooks) {
    this.program = program;
    this.runId = runId;
    this.log = log;
    this.hooks = hooks;
    this.core = new RunCore(program.reducer());
    this.listening = new RunListening(program, runId);
    this.published = new Published(program);
    this.stepStates = new StepStates(log, published);
    this.desk = new AttemptDesk(published, hooks, this);
    this.attempts = new Attempts(program, runId, desk);
    this.intake = new Intake(program, runId);
    this.writer = new LogWriter(log, published, intake, () -> core.soFar(runId, now()));
    this.actions = new RunActions(program, runId, desk, attempts, stepStates, this::input);
  }

  void begin(CoreInput first) {
    listening.started(first);
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
    writer.close(reason);
    post(new Mail.Input(new CoreInput.Abandon(reason)));
  }

  @Override
  public void park() {
    post(new Mail.Input(new CoreInput.Park()));
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
    if (attempts.ended(attempt) && mailbox.add(new Mail.Input(ended))) {
      workOff();
    }
  }

  // ---- the mailbox

  private void post(Mail mail) {
    if (mailbox.add(mail)) {
      hooks.turns().start("run-" + runId, this::workOff);
    }
  }

  private void workOff() {
    do {
      try {
        workOffOnce();
      } catch (RuntimeException | Error e) {
        // a defect of ours or of the log: nobody else would ever end this run's waiters
        LOG.error("run={} is dropped after an internal error", runId, e);
        dropMail();
        actions.stop();
        finish(new RunEnd.Broken(words(e)));
        snapshots.refuse(runId);
      }
    } while (!mailbox.isDone());
  }

  private void workOffOnce() {
    readMail();
    Optional<Action.Batch> batch = core.nextBatch();
    while (batch.isPresent()) {
      hooks.turns().pause();
      CoreInput answer = writer.commit(batch.get());
      feed(answer);
      if (answer instanceof CoreInput.InboxChanged) {
        // An end was refused, perhaps because of an event that only the mail brings.
        readMail();
      }
      batch = core.nextBatch();
    }
    answerSnapshots();
  }

  private void readMail() {
    for (Mail mail = mailbox.take(); mail != null; mail = mailbox.take()) {
      switch (mail) {
        case Mail.Input m -> feed(m.input());
        case Mail.Streamed m -> publish(m);
        case Mail.Asked m -> snapshots.add(m.answer());
      }
      hooks.turns().pause();
    }
    if (!snapshots.isEmpty()) {
      core.commitAll();
    }
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
    for (Mail mail = mailbox.take(); mail != null; mail = mailbox.take()) {
      if (mail instanceof Mail.Asked asked) {
        snapshots.add(asked.answer());
      }
    }
  }

  private void feed(CoreInput first) {
    Instant now = now();
    CoreInput next = first;
    while (next != null) {
      CoreInput input = next;
      next = null;
      if (input instanceof CoreInput.StepEnded ended) {
        stepStates.ended(ended, core.head());
      }
      for (Action action : core.handle(input, now)) {
        if (input instanceof CoreInput.Begin && action instanceof Action.StartStep start) {
          writer.makeVoid(start.item());
        }
        CoreInput answer = execute(action, now);
        next = answer == null ? next : answer;
      }
      if (input instanceof CoreInput.StepEnded ended) {
        forgetUnlessRecomputing(ended);
      } else if (input instanceof CoreInput.Resume && !finished) {
        log.resumed(core.head().atRest() ? RunStatus.WAITING : RunStatus.RUNNING);
      }
    }
  }

  /** A core that has finished has work for ever, of which nothing is done any more. */
  private void forgetUnlessRecomputing(CoreInput.StepEnded ended) {
    if (finished || core.head().running(ended.attempt()) == null) {
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

  // ---- what the core wants done

  /** Does one thing; returns what the core is to be told of it at once, or null. */
  private @Nullable CoreInput execute(Action action, Instant now) {
    if (action instanceof Action.StartStep && !log.mayRun()) {
      return leaseTooOld();
    }
    if (action instanceof Action.Park park) {
      return writer.park(park);
    }
    actions.execute(action, core.head(), now);
    if (action instanceof Action.Finish a) {
      finish(endOf(a.end()));
    }
    return null;
  }

  private void finish(RunEnd how) {
    if (!finished) {
      finished = true;
      listening.ended(how);
      end.complete(how);
    }
  }

  private static String words(Throwable defect) {
    return defect.getClass().getName() + ": " + Failures.shortMessage(defect);
  }

  private RunEnd endOf(Action.CoreEnd how) {
    RunOutcome written = writer.outcome();
    return switch (how) {
      case Action.CoreEnd.Ended e ->
          new RunEnd.Finished(
              written == null
                  ? Published.outcome(e.ending(), core.head().states(), program.events())
                  : written);
      case Action.CoreEnd.Fenced e -> new RunEnd.Fenced(e.reason());
      case Action.CoreEnd.Parked e -> new RunEnd.Parked();
      case Action.CoreEnd.Abandoned e -> new RunEnd.Abandoned(e.reason());
    };
  }
}
