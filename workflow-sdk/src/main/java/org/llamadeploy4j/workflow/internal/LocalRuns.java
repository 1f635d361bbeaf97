package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.Recovery;
import org.llamadeploy4j.workflow.Snapshot;
import org.llamadeploy4j.workflow.SnapshotException;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts runs of one workflow in this process and knows which are alive. Thread-safe. */
public final class LocalRuns {

  private static final Logger LOG = LoggerFactory.getLogger(LocalRuns.class);

  /** How long {@link #close} waits for what is closed. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private static final String CLOSED = "its runner was closed";

  private final LoadedProgram program;
  private final OptionalInt most;
  private final @Nullable RunSlots slots;
  private final Set<String> alive = ConcurrentHashMap.newKeySet();
  private final Set<LocalRun> going = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What is known of a run before it starts; the callback comes before anybody hears of its end.
   */
  record Given(String runId, Map<String, byte[]> states, Consumer<RunEnd> atEnd) {

    Given before(Consumer<RunEnd> first) {
      return new Given(
          runId,
          states,
          end -> {
            first.accept(end);
            atEnd.accept(end);
          });
    }
  }

  /** As many runs at a time as the workflow allows. */
  public LocalRuns(Workflow workflow, Loading loading) {
    this(LoadedProgram.lazily(workflow, loading).warned());
  }

  private LocalRuns(LoadedProgram program) {
    this(program, program.concurrentRuns());
  }

  private LocalRuns(LoadedProgram program, OptionalInt most) {
    this.program = program;
    this.most = most;
    this.slots = most.isPresent() ? new RunSlots(most.getAsInt()) : null;
  }

  /** The same workflow, loaded anew; what there is to warn about was logged the first time. */
  public LocalRuns loaded(Loading loading) {
    return new LocalRuns(LoadedProgram.lazily(program.workflow(), loading), most);
  }

  /** The same workflow with so many runs at a time. */
  public LocalRuns withConcurrent(int most) {
    return new LocalRuns(program, OptionalInt.of(most));
  }

  /** Starts a run with an id of its own. */
  public Handler run(StartEvent start, LocalRunSettings settings) {
    return run(start, settings, settings.nextId());
  }

  /** Starts a run with this id, which must be that of no run that is alive. */
  public Handler run(StartEvent start, LocalRunSettings settings, String runId) {
    return run(start, settings, new Given(runId, settings.states().json(), end -> {}));
  }

  /** Starts a run; the start event goes through its JSON, as it does in a deployed service. */
  Handler run(StartEvent start, LocalRunSettings settings, Given given) {
    checkOpen(given.runId());
    byte[] json = program.startJson(start);
    RunRequest request = new RunRequest(given.runId(), json, given.states());
    LocalLog log = log(settings);
    String taken = "run %s has not ended; give each run an id of its own".formatted(given.runId());
    return begin(given, taken, log, settings, () -> program.start(request, log));
  }

  /** Before anything is made for the run. */
  private void checkOpen(String runId) {
    if (closed.get()) {
      throw new WorkflowException(
          "runner_closed",
          "run %s cannot begin: its runner was closed; make another with InProcessRunner.of(…)"
              .formatted(runId));
    }
  }

  private static LocalLog log(LocalRunSettings settings) {
    LocalLog log = new LocalLog(new EventBuffer(EventBuffer.CAPACITY), settings.journaled());
    if (settings.internalEvents()) {
      log.wantInternal();
    }
    return log;
  }

  private Handler begin(
      Given given,
      String taken,
      LocalLog log,
      LocalRunSettings settings,
      Supplier<LocalRun> starter) {
    String runId = given.runId();
    if (!alive.add(runId)) {
      throw new WorkflowException("run_id_taken", taken);
    }
    LocalRun run = inTurn(log, starter);
    going.add(run); // until it has ended, so that it is ended with the runner
    Given watched =
        given.before(end -> {
          alive.remove(runId);
          going.remove(run);
        });
    if (closed.get()) {
      run.cancel(CLOSED);
    }
    return new LocalHandler(program.program(), watched, run, log, snapshots(settings));
  }

  /**
   * Cancels what goes on, then closes what was made for the runs: resources and children. Starts
   * nothing more. Waits until that is done, at most for so long; what is not closed then is closed
   * later. Idempotent.
   */
  public void close(Duration limit) {
    if (closed.getAndSet(true)) {
      return;
    }
    List<LocalRun> last = List.copyOf(going);
    last.forEach(run -> run.cancel(CLOSED));
    Thread closer =
        Thread.ofVirtual()
            .name("close-" + program.workflow().getClass().getSimpleName())
            .start(() -> {
              last.forEach(run -> run.ended().toCompletableFuture().join());
              program.closeMade();
            });
    try {
      if (!closer.join(limit)) {
        LOG.warn(
            "closing a runner of {} takes longer than {}; it goes on by itself",
            program.workflow().getClass().getName(),
            limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it goes on by itself
    }
  }

  private LocalRun inTurn(LocalLog log, Supplier<LocalRun> starter) {
    if (slots == null) {
      return starter.get();
    }
    QueuedRun run = new QueuedRun(starter, () -> log.publish(cancelled()));
    slots.enter(run);
    return run;
  }

  /** What the stream of a run ends with that was cancelled before its turn came. */
  private PublishedEvent cancelled() {
    return new PublishedEvent(
        Published.CANCELLED,
        List.of("StopEvent"),
        PublishedEvent.Origin.engine(program.program().flow()),
        false,
        "{}".getBytes(UTF_8));
  }

  private Snapshots snapshots(LocalRunSettings settings) {
    return new Snapshots(program.program(), settings.snapshots());
  }

  /**
   * Reads a snapshot to go on from.
   *
   * @throws SnapshotException saying why that cannot be
   */
  public Recovery recover(Snapshot snapshot, LocalRunSettings settings) {
    SnapshotBody body = snapshots(settings).open(snapshot);
    return new LocalRecovery(this, settings, body, body.runId(), List.of());
  }

  Program program() {
    return program.program();
  }

  Handler recover(
      String runId, RunState state, List<ExternalEvent> events, LocalRunSettings settings) {
    checkOpen(runId);
    LocalLog log = log(settings);
    Given given = new Given(runId, Map.of(), end -> {});
    String taken =
        "run %s, of which the snapshot is, has not ended here; cancel it first, or let both go on with recover(…).withRunId(…)"
            .formatted(runId);
    return begin(given, taken, log, settings, () -> program.recover(runId, state, events, log));
  }
}
