package org.llamadeploy4j.workflow.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Action;
import org.llamadeploy4j.workflow.engine.Command;
import org.llamadeploy4j.workflow.engine.CoreInput;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.Commit;
import org.llamadeploy4j.workflow.spi.CommitResult;
import org.llamadeploy4j.workflow.spi.Parking;
import org.llamadeploy4j.workflow.spi.RunLog;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/**
 * Makes durable what a run's core decides, and tells it what became of that. Owned by whoever works
 * off the run's mailbox, but for {@link #close}.
 */
final class LogWriter {
  private final RunLog log;
  private final Published published;
  private final Intake intake;
  private final Supplier<Tick> soFar;
  private final CommitGate gate = new CommitGate();
  private @Nullable RunOutcome outcome;

  /**
   * A writer.
   *
   * @param soFar gives all that is durable as one tick
   */
  LogWriter(RunLog log, Published published, Intake intake, Supplier<Tick> soFar) {
    this.log = log;
    this.published = published;
    this.intake = intake;
    this.soFar = soFar;
  }

  /** How the run ended, of the last commit; null where that did not end it. */
  @Nullable RunOutcome outcome() {
    return outcome;
  }

  /** Writes nothing any more, and interrupts what is on its way. Thread-safe; does not block. */
  void close(String reason) {
    gate.close(reason);
  }

  /**
   * Tells readers that what an attempt with which the run begins may have streamed is void. First
   * steps stream before anything is durable: where an earlier driver was lost then, no journal
   * tells of its attempts, which have the numbers of those that begin now.
   */
  void makeVoid(WorkItem first) {
    if (published.streams(first.step()) && log.mayHaveBegun() && log.mayRun()) {
      log.publish(
          published.superseded(
              new Command.PublishSuperseded(first.step(), first.id(), first.attempt())));
    }
  }

  CoreInput commit(Action.Batch batch) {
    byte[] snapshot = batch.ending() == null ? snapshot(batch.lengthBefore(), false) : null;
    Commit commit = published.commit(batch, log, snapshot);
    return switch (gate.pass(() -> log.commit(commit))) {
      case CommitGate.Passage.Closed p -> new CoreInput.Abandon(p.reason());
      case CommitGate.Passage.Answered p -> {
        outcome = commit.outcome();
        yield intake.answer(p.result());
      }
    };
  }

  private byte @Nullable [] snapshot(int durable, boolean parking) {
    return durable > 0 && log.wantsSnapshot(parking) ? JournalFormat.encode(soFar.get()) : null;
  }

  CoreInput park(Action.Park park) {
    Parking parking =
        new Parking(park.journalLength(), park.due(), snapshot(park.journalLength(), true));
    return switch (gate.pass(() -> log.park(parking))) {
      case CommitGate.Passage.Closed p -> new CoreInput.Abandon(p.reason());
      case CommitGate.Passage.Answered p ->
          p.result() instanceof CommitResult.Committed
              ? new CoreInput.Parked()
              : intake.answer(p.result());
    };
  }
}
