package org.llamadeploy4j.workflow.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.internal.Loading;
import org.llamadeploy4j.workflow.internal.Rehearsal;
import org.llamadeploy4j.workflow.internal.RehearsedRun;
import org.llamadeploy4j.workflow.internal.RehearsedRun.RunningWork;
import org.llamadeploy4j.workflow.internal.RunHooks;
import org.llamadeploy4j.workflow.internal.turns.SeededTurns;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.StepRun;

/**
 * One run of a test: one thread at a time in a seeded order, on a clock of its own that is moved to
 * the next timer whenever nothing else can happen. Used once, by the test's thread.
 */
final class Stage {

  static final String RUN_ID = "test-run";

  private final Setup setup;
  private final StartEvent start;
  private final SeededTurns turns;
  private final ManualClock clock;
  private final List<ExecutedStep> steps = Collections.synchronizedList(new ArrayList<>());
  private final List<String> hanging = Collections.synchronizedList(new ArrayList<>());
  private volatile Set<RunningWork> cutOff = Set.of();

  /**
   * A stage.
   *
   * @param now what the clock shows
   */
  Stage(Setup setup, StartEvent start, Instant now) {
    this.setup = setup;
    this.start = start;
    this.turns = new SeededTurns(setup.seed());
    this.clock = new ManualClock(now);
  }

  /**
   * Runs until the run is over or nothing can happen any more.
   *
   * @param journal what is durable of the run; empty for a new one
   */
  TestRun play(List<byte[]> journal) {
    Instant begun = clock.instant();
    List<RehearsedRun> made = new ArrayList<>();
    Rehearsal rehearsal = load();
    turns.whileAllWait(() -> made.add(begin(rehearsal, journal)));
    RehearsedRun run = made.getFirst();
    try {
      untilNothingHappens(run);
      Duration elapsed = Duration.between(begun, clock.instant());
      TestRun.Facts facts =
          new TestRun.Facts(elapsed, setup.seed(), turns.isRepeatable(), List.copyOf(hanging));
      return new TestRun(run, List.copyOf(steps), facts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a test run was going on", e);
    } finally {
      run.abandon();
      rehearsal.close();
    }
  }

  private Rehearsal load() {
    ProgramOptions options = ProgramOptions.of("test", setup.world().env(), clock);
    Loading loading = new Loading(options, true, true, setup.world().resources());
    Rehearsal rehearsal = new Rehearsal(setup.workflow().get(), loading);
    setup.faults().forEach(fault -> checkStep(fault, rehearsal));
    return rehearsal;
  }

  private static void checkStep(Fault fault, Rehearsal rehearsal) {
    Set<String> steps = rehearsal.steps();
    if (!steps.contains(fault.step())) {
      rehearsal.close();
      String near =
          Nearest.to(fault.step(), steps).map(n -> "; did you mean '" + n + "'?").orElse("");
      throw new IllegalArgumentException(
          "there is no step '%s' to %s; the steps are %s%s"
              .formatted(
                  fault.step(), fault.thrown() == null ? "let hang" : "let fail", steps, near));
    }
  }

  private RehearsedRun begin(Rehearsal rehearsal, List<byte[]> journal) {
    RunHooks hooks = new RunHooks(turns, this::before);
    RehearsedRun run = rehearsal.run(RUN_ID, start, journal, hooks);
    cutOff = run.runningWork();
    return run;
  }

  private void before(StepRun step, long item) throws Throwable {
    steps.add(new ExecutedStep(step.step(), step.attempt(), step.inputType(), step.runId()));
    int lost = cutOff.contains(new RunningWork(step.runId(), item)) ? 1 : 0;
    for (Fault fault : setup.faults()) {
      if (fault.step().equals(step.step()) && fault.attempt() == step.attempt() - lost) {
        if (fault.thrown() == null) {
          hang("attempt %d of step %s".formatted(fault.attempt(), fault.step()));
        } else {
          throw fault.thrown();
        }
      }
    }
  }

  /** Until it is interrupted. */
  private void hang(String which) throws InterruptedException, ExecutionException {
    hanging.add(which);
    try {
      turns.await(new CompletableFuture<>());
    } finally {
      hanging.remove(which);
    }
  }

  private void untilNothingHappens(RehearsedRun run) throws InterruptedException {
    boolean more = true;
    while (more) {
      if (!turns.awaitQuiet(setup.patience())) {
        throw new AssertionError(
            "the run did not get on for %s; seed %d; busy is %s"
                .formatted(setup.patience(), setup.seed(), turns.busy()));
      }
      run.look();
      more = !run.ended() && (answer(run, true) || passTime() || answer(run, false));
    }
  }

  /** Sends what is due; what nobody waits for or has asked for, only if told to. */
  private boolean answer(RehearsedRun run, boolean onlyAwaited) {
    for (Answers.Answer answer : setup.answers().open(run)) {
      if (!onlyAwaited || answer.asked() || run.awaits(answer.event())) {
        turns.whileAllWait(() -> run.deliver(answer.id(), answer.event()));
        return true;
      }
    }
    return false;
  }

  private boolean passTime() {
    Instant due = clock.nextDue().orElse(null);
    if (due != null) {
      Instant now = clock.instant();
      Duration until = due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
      turns.whileAllWait(() -> clock.advance(until));
    }
    return due != null;
  }
}
