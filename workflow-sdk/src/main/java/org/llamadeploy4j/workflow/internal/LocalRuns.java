package org.llamadeploy4j.workflow.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.PublishedEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunRequest;

/** Starts runs of one workflow in this process and knows which are alive. Thread-safe. */
public final class LocalRuns {

  private final LoadedProgram program;
  private final OptionalInt most;
  private final @Nullable RunSlots slots;
  private final Set<String> alive = ConcurrentHashMap.newKeySet();

  /**
   * What is known of a run before it starts; the callback comes before anybody hears of its end.
   */
  record Given(String runId, Map<String, byte[]> states, Consumer<RunEnd> atEnd) {}

  /** As many runs at a time as the workflow allows. */
  public LocalRuns(Workflow workflow, Loading loading) {
    this(LoadedProgram.of(workflow, loading), workflow.concurrentRuns());
  }

  private LocalRuns(LoadedProgram program, OptionalInt most) {
    this.program = program;
    this.most = most;
    this.slots = most.isPresent() ? new RunSlots(most.getAsInt()) : null;
  }

  /** The same workflow, loaded anew. */
  public LocalRuns loaded(Loading loading) {
    return new LocalRuns(LoadedProgram.of(program.program().workflow(), loading), most);
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
    return run(start, settings, new Given(runId, Map.of(), end -> {}));
  }

  /** Starts a run; the start event goes through its JSON, as it does in a deployed service. */
  Handler run(StartEvent start, LocalRunSettings settings, Given given) {
    String runId = given.runId();
    EventTypes types = program.program().events();
    byte[] json = types.json(StepAttempt.encode(types, start));
    RunRequest request = new RunRequest(runId, json, given.states());
    LocalLog log = new LocalLog(new EventBuffer(EventBuffer.CAPACITY), settings.journaled());
    if (settings.internalEvents()) {
      log.wantInternal();
    }
    if (!alive.add(runId)) {
      throw new WorkflowException(
          "run_id_taken", "run %s has not ended; give each run an id of its own".formatted(runId));
    }
    RunHandle run = start(request, log);
    return new LocalHandler(
        program,
        runId,
        run,
        log,
        end -> {
          alive.remove(runId);
          given.atEnd().accept(end);
        });
  }

  private RunHandle start(RunRequest request, LocalLog log) {
    if (slots == null) {
      return program.start(request, log);
    }
    QueuedRun run =
        new QueuedRun(() -> program.start(request, log), () -> log.publish(cancelled()));
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
}
