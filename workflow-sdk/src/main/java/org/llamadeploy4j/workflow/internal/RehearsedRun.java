package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.RunView;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.RunEnd;
import org.llamadeploy4j.workflow.spi.RunHandle;
import org.llamadeploy4j.workflow.spi.RunOutcome;

/**
 * A run that the test kit drives, and what its journal says of it so far. Owned by the kit's
 * thread, which looks only while none of the run's threads goes on.
 */
public final class RehearsedRun {

  private final LoadedProgram program;
  private final Handler handler;
  private final RunHandle run;
  private final LocalLog log;
  private final List<byte[]> journal;
  private final Set<String> taken = new HashSet<>();
  private final List<Event> given = new ArrayList<>();
  private RunState state = RunState.NEW;
  private int seen;

  RehearsedRun(
      LoadedProgram program, Handler handler, RunHandle run, LocalLog log, List<byte[]> journal) {
    this.program = program;
    this.handler = handler;
    this.run = run;
    this.log = log;
    this.journal = new ArrayList<>(journal);
    JournalFormat.decodeAll(handler.runId(), journal).forEach(this::take);
  }

  /** The run as its caller holds it. */
  public Handler handler() {
    return handler;
  }

  /** Drops the run. */
  public void abandon() {
    run.abandon("the test is over");
  }

  /** Whether the run is over. */
  public boolean ended() {
    return handler.isDone();
  }

  /** Reads what has become durable since the last look. */
  public void look() {
    List<byte[]> all = log.journal();
    List<byte[]> fresh = all.subList(seen, all.size());
    seen = all.size();
    journal.addAll(fresh);
    JournalFormat.decodeAll(handler.runId(), fresh).forEach(this::take);
  }

  private void take(Tick tick) {
    collect(tick, state, program.program());
    state = program.program().reducer().reduce(state, tick).state();
  }

  private void collect(Tick tick, RunState of, Program at) {
    switch (tick) {
      case Tick.EventReceived t -> taken.add(t.externalId());
      case Tick.EventRefused t -> taken.add(t.externalId());
      case Tick.StepCompleted t -> collect(t.emissions(), at);
      case Tick.StepSuspended t -> {
        collect(t.emissions(), at);
        if (t.awaited() instanceof Awaited.Events w && w.prompt() != null) {
          given.add(at.events().decode(w.prompt()));
        }
      }
      case Tick.InChild t -> {
        RunState.ChildRun child = of.children().runs().get(t.item());
        Program inner = child == null ? null : at.family().named(child.flow());
        if (child != null && inner != null) {
          collect(t.tick(), child.state(), inner);
        }
      }
      case Tick.RunStarted t -> {}
      case Tick.Recovered t -> {}
      case Tick.Compacted t -> taken.addAll(t.taken());
      case Tick.RunRefused t -> {}
      case Tick.RunResumed t -> {}
      case Tick.StepFailed t -> {}
      case Tick.OnceRecorded t -> {}
      case Tick.Collected t -> {}
      case Tick.TimerFired t -> {}
      case Tick.CancelRequested t -> {}
    }
  }

  private void collect(List<Emission> emissions, Program at) {
    emissions.forEach(e -> given.add(at.events().decode(e.event())));
  }

  /** The whole journal, at the last look. */
  public List<byte[]> journal() {
    return List.copyOf(journal);
  }

  /** The run, at the last look. */
  public RunView view() {
    return RunViews.of(program.program(), state);
  }

  /** The number of a piece of work that was running at the last look, by the run it is in. */
  public record RunningWork(String runId, long item) {}

  /** What was running at the last look; with a fresh run of a journal, what the crash cut off. */
  public Set<RunningWork> runningWork() {
    Set<RunningWork> running = new HashSet<>();
    addRunning(state, handler.runId(), running);
    return running;
  }

  private static void addRunning(RunState state, String runId, Set<RunningWork> running) {
    for (WorkItem item : state.items().values()) {
      if (item.phase() == WorkItem.Phase.RUNNING) {
        running.add(new RunningWork(runId, item.id()));
      }
    }
    state
        .children()
        .runs()
        .forEach((item, child) -> addRunning(child.state(), runId + "/" + item, running));
  }

  /** The events of this type that steps have given out or asked with, at the last look. */
  public <E extends Event> List<E> given(Class<E> type) {
    return given.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Whether the journal has an event from outside with this id, at the last look. */
  public boolean hasTaken(String id) {
    return taken.contains(id);
  }

  /** Whether a step of the run or of its children waits for such an event, at the last look. */
  public boolean awaits(Event event) {
    return awaits(state, data(event).type());
  }

  private static boolean awaits(RunState state, String type) {
    return state.items().values().stream()
            .map(WorkItem::awaited)
            .anyMatch(wait -> wait != null && wait.spec().types().contains(type))
        || state.children().runs().values().stream().anyMatch(c -> awaits(c.state(), type));
  }

  /** Sends an event from outside; dropped if one with this id was taken. */
  public void deliver(String id, Event event) {
    EventData data = data(event);
    run.deliver(List.of(new ExternalEvent(id, data.type(), knowing(event).events().json(data))));
  }

  private EventData data(Event event) {
    return StepAttempt.encode(knowing(event).events(), event);
  }

  private Program knowing(Event event) {
    return program.program().family().knowing(program.program(), event.getClass());
  }

  /**
   * How a run came out.
   *
   * @param key equal for outcomes that count as the same: the result, or the code of the failure
   * @param words for people
   */
  public record Outcome(String key, String words) {}

  /** How the run came out; null while it goes on. */
  public @Nullable Outcome outcome() {
    RunEnd end = run.ended().toCompletableFuture().getNow(null);
    return switch (end) {
      case null -> null;
      case RunEnd.Finished f -> outcome(f.outcome());
      case RunEnd.Fenced f -> new Outcome("fenced", "fenced: " + f.reason());
      case RunEnd.Parked p -> new Outcome("parked", "parked");
      case RunEnd.Abandoned a -> new Outcome("abandoned", "abandoned: " + a.reason());
      case RunEnd.Broken b -> new Outcome("broken", "a defect of the engine: " + b.defect());
    };
  }

  private static Outcome outcome(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Completed o -> {
        String json = Json.canonical(Json.parse(o.resultJson()));
        yield new Outcome("result " + json, "the result " + json);
      }
      case RunOutcome.Failed o ->
          new Outcome(
              "failure " + o.failure().code(),
              "the failure %s%s: %s: %s"
                  .formatted(
                      o.failure().code(),
                      o.failure().step().isEmpty() ? "" : " in step " + o.failure().step(),
                      o.failure().type(),
                      o.failure().message()));
      case RunOutcome.Cancelled o -> new Outcome("cancelled", "a cancellation: " + o.reason());
    };
  }
}
