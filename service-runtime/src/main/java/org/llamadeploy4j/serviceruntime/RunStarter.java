package org.llamadeploy4j.serviceruntime;

import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.messaging.RunStore;
import org.llamadeploy4j.protocol.ProtocolException;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.llamadeploy4j.workflow.spi.RunScheduler;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives claimed runs of one version to its program. Called by that version's claim loop alone; does
 * not block, unless a run cannot be driven at all and its failure is stored.
 */
final class RunStarter {
  private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

  private final String service;
  private final WorkflowProgram program;
  private final RunStore store;
  private final DrivenRuns runs;
  private final InboxWatch inbox;
  private final Slots slots;
  private final Shared shared;

  RunStarter(
      String service,
      WorkflowProgram program,
      RunStore store,
      DrivenRuns runs,
      InboxWatch inbox,
      Slots slots,
      Shared shared) {
    this.service = service;
    this.program = program;
    this.store = store;
    this.runs = runs;
    this.inbox = inbox;
    this.slots = slots;
    this.shared = shared;
  }

  /**
   * What the runs of a version have in common.
   *
   * @param watched which of them somebody reads along with
   * @param timers the program's, and its clock
   * @param machine that they wait on
   * @param compaction how soon a snapshot takes the place of their ticks
   */
  record Shared(
      WatchedRuns watched, RunScheduler timers, Machine machine, Compaction.Rule compaction) {}

  /** Starts a run, or goes on with it from its journal. */
  void start(ClaimedRun claimed, ShardLease lease) {
    DrivenRun run = new DrivenRun(claimed, store, lease, slots.occupy(), shared, inbox::wake);
    try {
      if (claimed.sharesSession()) {
        run.shares(sharedSession(claimed));
      }
      RunHandle driver = driver(claimed, run);
      run.drivenBy(driver);
      runs.add(run);
      driver.ended().thenAccept(end -> ended(run, end));
      if (!claimed.journal().isEmpty()) {
        inbox.wake(run);
      }
    } catch (WorkflowException e) {
      refuse(claimed, run, e.code(), e);
    } catch (ProtocolException e) {
      refuse(claimed, run, "session_state_unreadable", e);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("run {} of {} met a defect", claimed.claim().task(), service, e);
      refuse(claimed, run, "internal_error", e);
    }
  }

  private RunHandle driver(ClaimedRun claimed, DrivenRun run) {
    RunRequest request =
        new RunRequest(
            claimed.claim().task().value(),
            claimed.input(),
            Translation.states(claimed.sessionState()));
    return claimed.journal().isEmpty()
        ? program.start(request, run)
        : program.resume(request, claimed.journal(), run);
  }

  private SharedSession sharedSession(ClaimedRun claimed) {
    return new SharedSession(
        claimed.journal().isEmpty()
            ? Translation.states(claimed.sessionState())
            : program.initialState(claimed.claim().task().value(), claimed.journal()),
        claimed.sessionState());
  }

  private void ended(DrivenRun run, RunEnd end) {
    try {
      if (end instanceof RunEnd.Broken(String defect)) {
        broken(run, defect);
      }
    } finally {
      runs.remove(run);
    }
    switch (end) {
      case RunEnd.Finished _ -> LOG.debug("run {} of {} is over", run.claim().task(), service);
      case RunEnd.Parked() -> LOG.debug("run {} of {} is parked", run.claim().task(), service);
      case RunEnd.Fenced(String reason) ->
          LOG.info("run {} of {} is no longer ours: {}", run.claim().task(), service, reason);
      case RunEnd.Abandoned(String reason) ->
          LOG.info("run {} of {} was dropped: {}", run.claim().task(), service, reason);
      case RunEnd.Broken(String defect) ->
          LOG.error("run {} of {} met a defect: {}", run.claim().task(), service, defect);
    }
  }

  /** What one driver stumbled over the next one would as well, so the run fails. */
  private static void broken(DrivenRun run, String defect) {
    String message =
        "run %s met a defect of the engine and cannot go on; please report it with the runtime's log: %s"
            .formatted(run.claim().task(), defect);
    run.fail(new RunFailure("internal_error", message, "", defect.split(":", 2)[0], 0));
  }

  /** A run that nobody can drive fails, rather than going round between runtimes for ever. */
  private void refuse(ClaimedRun claimed, DrivenRun run, String code, Throwable cause) {
    RunClaim claim = claimed.claim();
    LOG.warn("run {} of {} cannot be driven: {}", claim.task(), service, cause.getMessage());
    String message = String.valueOf(cause.getMessage());
    RunFailure failure = new RunFailure(code, message, "", cause.getClass().getName(), 0);
    try {
      LastResort.fail(
          store,
          new LastResort.Failing(claim, claimed.journalLength(), claimed.inbox().size(), failure));
    } finally {
      run.leave();
    }
  }
}
