package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.Command;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.RunState;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.Verdict;
import org.llamadeploy4j.workflow.engine.WorkItem;
import org.llamadeploy4j.workflow.graph.ExecutionFact;
import org.llamadeploy4j.workflow.graph.ExecutionFact.Outcome;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;

/**
 * Tells what happened in a run, or in a child of one, while its ticks are reduced once more. Events
 * have no ids in a journal; since the reducer hands on the objects that it was given, each event is
 * known by its object. Belongs to one reading.
 */
final class LevelFacts {

  private final Program program;
  private final Consumer<ExecutionFact> told;
  private final IdentityHashMap<EventData, Long> events = new IdentityHashMap<>();
  private final Map<Long, Work> work = new HashMap<>();
  private final Map<Long, LevelFacts> children = new HashMap<>();
  private long lastEvent;
  private long lastAttempt;
  private long failed; // the attempt whose failure this change is, for its handler

  /**
   * A tick and what it made of the state of this level.
   *
   * @param tick the tick as it concerns this level, or null where it is of another
   * @param commands those of this level
   */
  record Change(RunState before, RunState after, @Nullable Tick tick, List<Command> commands) {}

  /** What is remembered of a work item: its latest attempt and what was told of it. */
  private static final class Work {
    private List<Long> inputs = List.of();
    private int answers;
    private long attempt;
  }

  LevelFacts(Program program, Consumer<ExecutionFact> told) {
    this.program = program;
    this.told = told;
  }

  void observe(Change change) {
    failed = 0;
    if (change.before().begun() == null) {
      foundWith(change.after());
    }
    if (change.tick() instanceof Tick.Compacted) {
      goesOnWith(change.after());
    }
    observeChildren(change);
    if (change.tick() != null) {
      happened(change, change.tick());
    }
    for (Command command : change.commands()) {
      if (command instanceof Command.RunStep(long item, int attempt)) {
        WorkItem running = change.after().items().get(item);
        if (running != null) {
          began(running, attempt);
        }
      }
    }
    Ending ending = change.after().ending();
    if (ending != null && change.before().ending() == null) {
      told.accept(new ExecutionFact.RunEnded(outcome(ending)));
    }
  }

  /** What steps have been answered before a run was recovered is no part of what they get now. */
  private void foundWith(RunState state) {
    state.items().values().forEach(i -> workOf(i.id()).answers = i.memory().answers().size());
  }

  /** What runs in a journal's snapshot goes on in the ticks after it. */
  private void goesOnWith(RunState state) {
    for (WorkItem item : state.items().values()) {
      WorkItem.OpenWait wait = item.awaited();
      if (item.phase() == WorkItem.Phase.RUNNING) {
        began(item, item.attempt());
      } else if (wait != null && wait.spec() instanceof Awaited.Child child) {
        began(item, item.attempt());
        ended(item.id(), new ExecutionFact.Ending.Waiting("waits for " + child.name()));
      }
    }
  }

  private void happened(Change change, Tick tick) {
    RunState before = change.before();
    switch (tick) {
      case Tick.RunStarted t -> given(t.start(), 0);
      case Tick.EventReceived t -> {
        if (children.values().stream().noneMatch(c -> c.events.containsKey(t.event()))) {
          given(t.event(), 0);
        }
      }
      case Tick.StepCompleted t -> {
        if (runs(before, t.item(), t.attempt())) {
          given(t.item(), t.emissions());
          ended(t.item(), new ExecutionFact.Ending.Completed());
        }
      }
      case Tick.StepSuspended t -> {
        if (runs(before, t.item(), t.attempt())) {
          given(t.item(), t.emissions());
          suspended(t);
        }
      }
      case Tick.StepFailed t -> {
        if (runs(before, t.item(), t.attempt())) {
          failed = workOf(t.item()).attempt;
          ended(t.item(), new ExecutionFact.Ending.Failed(why(t.fault()), retry(t.verdict())));
        }
      }
      case Tick.Collected t -> collected(change.after(), t);
      case Tick.RunResumed t ->
          before.items().values().stream()
              .filter(i -> i.phase() == WorkItem.Phase.RUNNING)
              .forEach(
                  i -> ended(i.id(), new ExecutionFact.Ending.Lost("the process was replaced")));
      case Tick.Recovered t -> {} // what was before is not in this journal
      case Tick.Compacted t -> {} // the same; what ran then was told before
      case Tick.RunRefused t -> {}
      case Tick.OnceRecorded t -> {}
      case Tick.EventRefused t -> {}
      case Tick.TimerFired t -> {}
      case Tick.CancelRequested t -> {}
      case Tick.InChild t -> {}
    }
  }

  private static boolean runs(RunState before, long item, int attempt) {
    WorkItem found = before.items().get(item);
    return found != null
        && found.phase() == WorkItem.Phase.RUNNING
        && found.attempt() == attempt
        && !before.ended();
  }

  private Work workOf(long item) {
    return work.computeIfAbsent(item, i -> new Work());
  }

  private void given(long item, List<Emission> emissions) {
    emissions.forEach(emission -> given(emission.event(), workOf(item).attempt));
  }

  private long given(EventData event, long by) {
    Long known = events.get(event);
    if (known != null) {
      return known;
    }
    long id = ++lastEvent;
    events.put(event, id);
    told.accept(new ExecutionFact.EventGiven(id, event.type(), role(event), by));
    return id;
  }

  private Role role(EventData event) {
    return program.events().all().stream()
        .filter(type -> type.name().equals(event.type()))
        .findFirst()
        .map(GraphEvents::role)
        .orElse(Role.PLAIN);
  }

  private void ended(long item, ExecutionFact.Ending ending) {
    told.accept(new ExecutionFact.AttemptEnded(workOf(item).attempt, ending));
  }

  private void suspended(Tick.StepSuspended tick) {
    String what =
        switch (tick.awaited()) {
          case Awaited.Events w -> "waits for " + String.join(" or ", w.types());
          case Awaited.Sleep w -> "sleeps " + w.duration();
          case Awaited.Child w -> "waits for " + w.name();
        };
    if (tick.awaited() instanceof Awaited.Events w && w.prompt() != null) {
      given(w.prompt(), workOf(tick.item()).attempt);
    }
    ended(tick.item(), new ExecutionFact.Ending.Waiting(what));
  }

  private void collected(RunState after, Tick.Collected tick) {
    WorkItem item = after.items().get(tick.item());
    CollectedSet set = item == null ? null : item.memory().collected().get(tick.buffer());
    if (set != null && !set.events().isEmpty() && runs(after, tick.item(), tick.attempt())) {
      List<Long> taken =
          set.events().keySet().stream()
              .filter(from -> from != tick.item())
              .flatMap(from -> workOf(from).inputs.stream())
              .toList();
      told.accept(new ExecutionFact.EventsCollected(workOf(tick.item()).attempt, taken));
    }
  }

  private void began(WorkItem item, int ordinal) {
    Work known = workOf(item.id());
    long after = known.attempt;
    List<Long> begunWith = new ArrayList<>();
    List<Answer> answers = item.memory().answers();
    if (known.attempt == 0) {
      known.inputs = inputs(item.input());
      begunWith.addAll(known.inputs);
      after = item.input() instanceof Input.Failed ? failed : 0;
    }
    if (answers.size() > known.answers
        && answers.getLast() instanceof Answer.Given(EventData event)) {
      begunWith.add(given(event, 0));
    }
    known.answers = answers.size();
    known.attempt = ++lastAttempt;
    told.accept(
        new ExecutionFact.AttemptBegan(known.attempt, item.step(), ordinal, begunWith, after));
  }

  private List<Long> inputs(Input input) {
    return switch (input) {
      case Input.One i -> List.of(given(i.event(), 0));
      case Input.Many i -> i.events().stream().map(event -> given(event, 0)).toList();
      case Input.Failed i -> List.of();
    };
  }

  private static String why(Fault fault) {
    String type = fault.failure().type();
    String simple = type.substring(type.lastIndexOf('.') + 1);
    String message = fault.failure().message();
    return simple.isEmpty() ? message : simple + ": " + message;
  }

  private static @Nullable Duration retry(Verdict verdict) {
    return switch (verdict) {
      case Verdict.GiveUp v -> null;
      case Verdict.Retry v -> v.delay();
    };
  }

  private static Outcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Stopped e -> new Outcome(Outcome.Kind.COMPLETED, "");
      case Ending.Failed e -> new Outcome(Outcome.Kind.FAILED, why(e.fault()));
      case Ending.TimedOut e -> new Outcome(Outcome.Kind.TIMED_OUT, "after " + e.limit());
      case Ending.Cancelled e -> new Outcome(Outcome.Kind.CANCELLED, e.reason());
    };
  }

  private void observeChildren(Change change) {
    Set<Long> items = new TreeSet<>(change.before().children().runs().keySet());
    items.addAll(change.after().children().runs().keySet());
    for (long item : items) {
      RunState.ChildRun before = change.before().children().runs().get(item);
      RunState.ChildRun after = change.after().children().runs().get(item);
      RunState.ChildRun known = before != null ? before : after;
      Program flow = known == null ? null : program.family().named(known.flow());
      if (known != null && flow != null) {
        level(item, known, flow).observe(ChildChange.of(change, item, flow.reducer()));
        if (after == null) {
          children.remove(item);
        }
      }
    }
  }

  private LevelFacts level(long item, RunState.ChildRun child, Program flow) {
    long parent = workOf(item).attempt;
    return children.computeIfAbsent(
        item,
        i ->
            new LevelFacts(
                flow,
                fact ->
                    told.accept(
                        new ExecutionFact.InChild(parent, child.name(), child.flow(), fact))));
  }
}
