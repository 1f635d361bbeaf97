package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A core on a virtual clock with a seeded schedule: steps end in any order, commits take their
 * time, events arrive at any moment, and the process dies between any two actions, before or after
 * a commit took effect. Whatever happens, one end is stored, each event is in the journal once, and
 * it is the end the workflow must have. Every attempt that succeeds has streamed, and what it
 * streamed is shown once, with its success. Used once, by one thread.
 */
final class Simulation {
  private static final List<EventData> TOKENS = List.of(token("\"first\""), token("\"second\""));

  private final ExampleFlow flow;
  private final Folding folding;
  private final String name;
  private final Random random;
  private final FakeStore store = new FakeStore();
  private final List<CoreInput.Incoming> outside;
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private RunCore core;
  private int me;
  private int crashes;
  private final List<CoreInput> soon = new ArrayList<>();
  private RunState shown = RunState.NEW;
  private final Map<TimerId, Instant> timers = new HashMap<>();
  private final Set<AttemptId> started = new HashSet<>();
  private Action.@Nullable CoreEnd end;
  private Action.@Nullable Park parked;
  private int parkings;
  private boolean compacts;
  private int compactions;

  /** A simulation of a flow with what is to be tested. */
  Simulation(ExampleFlow flow, Folding folding, long seed) {
    this.flow = flow;
    this.folding = folding;
    this.name = flow + " seed " + seed;
    this.random = new Random(seed);
    this.outside = new ArrayList<>(flow.outside());
    this.core = new RunCore(folding);
    soon.add(new CoreInput.Begin("run-1", ExampleFlow.event("Start"), null, Map.of()));
  }

  /** What is in the journal at the end of a run with this seed. */
  static List<Tick> journal(ExampleFlow flow, long seed) {
    Simulation simulation = new Simulation(flow, flow.reducer(), seed);
    simulation.run();
    return simulation.store.journal;
  }

  /** The same with a store whose journal is made short now and then. */
  Simulation compacting() {
    compacts = true;
    return this;
  }

  /** How often the journal was made short. */
  int compactions() {
    return compactions;
  }

  /** How often the run was let go of. */
  int parkings() {
    return parkings;
  }

  void run() {
    for (int step = 0; step < 2_000 && end == null; step++) {
      now = now.plus(Duration.ofMillis(random.nextInt(20)));
      if (parked != null) {
        stayAway(parked);
      } else if (crashes < 8 && random.nextInt(6) == 0) {
        crash();
      } else if (random.nextInt(6) == 0) {
        feed(new CoreInput.Park());
      } else {
        advance();
      }
    }
    assertThat(store.endings).as(name).hasSize(1);
    assertThat(end).as(name).isInstanceOf(Action.CoreEnd.Ended.class);
    check(store.endings.getFirst());
  }

  private void check(Ending ending) {
    if (flow.expected() == null) {
      assertThat(ending).as(name).isInstanceOf(Ending.Failed.class);
    } else {
      assertThat(stop(ending)).as(name).isEqualTo("{\"result\":\"" + flow.expected() + "\"}");
    }
    assertThat(folding.fold(store.journal).ending()).as(name).isEqualTo(ending);
    assertThat(folding.fold(store.whole)).as(name).isEqualTo(folding.fold(store.journal));
    assertThat(TickCount.length(store.journal)).as(name).isEqualTo(store.whole.size());
    long taken = store.whole.stream().filter(t -> t instanceof Tick.EventReceived).count();
    assertThat(taken + store.inbox.size()).as(name).isEqualTo(flow.outside().size());
    long questions =
        store.shown.stream().filter(c -> c instanceof Command.Publish p && !isToken(p)).count();
    assertThat(questions).as(name).isEqualTo(flow == ExampleFlow.HUMAN_ANSWER ? 1 : 0);
    List<Shown> due = new ArrayList<>();
    store.whole.forEach(tick -> addDue(RunPath.ROOT, tick, due));
    List<Shown> tokens = new ArrayList<>();
    store.shown.forEach(command -> addTokens(RunPath.ROOT, command, tokens));
    assertThat(tokens).as("%s: what attempts streamed", name).isEqualTo(due);
  }

  private static EventData token(String json) {
    return new EventData("Token", Payload.json(json));
  }

  /** A token on the stream, and the attempt that it is said to be of. */
  private record Shown(AttemptId attempt, EventData token) {}

  private static boolean isToken(Command.Publish publish) {
    return publish.event().type().equals("Token");
  }

  private static void addTokens(RunPath path, Command command, List<Shown> tokens) {
    if (command instanceof Command.InChild c) {
      addTokens(path.child(c.item()), c.command(), tokens);
    } else if (command instanceof Command.Publish p && isToken(p)) {
      tokens.add(new Shown(new AttemptId(path, p.item(), p.attempt()), p.event()));
    }
  }

  /** What a reader must have seen of the attempts that succeeded. */
  private static void addDue(RunPath path, Tick tick, List<Shown> due) {
    if (tick instanceof Tick.InChild t) {
      addDue(path.child(t.item()), t.tick(), due);
    } else if (tick instanceof Tick.StepCompleted t) {
      TOKENS.forEach(
          token -> due.add(new Shown(new AttemptId(path, t.item(), t.attempt()), token)));
    }
  }

  private String stop(Ending ending) {
    assertThat(ending)
        .as("%s with journal %s", name, store.journal)
        .isInstanceOf(Ending.Stopped.class);
    return ((Ending.Stopped) ending).stop().payload().toString();
  }

  private void advance() {
    if (!outside.isEmpty() && store.endings.isEmpty() && random.nextInt(5) == 0) {
      CoreInput.Incoming event = outside.removeFirst();
      store.inbox.add(event);
      if (random.nextBoolean()) {
        store.inboxSeen = store.inbox.size();
        soon.add(new CoreInput.Arrived(List.of(event)));
      }
      return;
    }
    Optional<Action.Batch> batch =
        soon.isEmpty() || random.nextInt(3) == 0 ? core.nextBatch() : Optional.empty();
    if (batch.isPresent()) {
      commit(batch.get());
    } else if (!soon.isEmpty()) {
      feed(soon.remove(random.nextInt(soon.size())));
    } else if (!store.inbox.isEmpty() && store.inboxSeen < store.inbox.size()) {
      store.inboxSeen = store.inbox.size();
      soon.add(new CoreInput.Arrived(List.copyOf(store.inbox)));
    } else if (soon.isEmpty() && outside.isEmpty() && !timers.isEmpty()) {
      var next = Collections.min(timers.entrySet(), Map.Entry.comparingByValue());
      timers.remove(next.getKey());
      now = next.getValue().isAfter(now) ? next.getValue() : now;
      soon.add(new CoreInput.TimerDue(next.getKey()));
    }
  }

  private void commit(Action.Batch batch) {
    boolean lost = crashes < 8 && random.nextInt(10) == 0;
    if (lost && random.nextBoolean()) {
      crash();
      return;
    }
    compactAtTimes();
    CoreInput answer = store.commit(me, batch);
    if (lost) {
      crash();
      return;
    }
    for (int between = random.nextInt(3); between > 0 && !soon.isEmpty(); between--) {
      feed(soon.remove(random.nextInt(soon.size())));
    }
    feed(answer);
  }

  /** As a part of the write that comes next, which nothing is between. */
  private void compactAtTimes() {
    if (compacts && !store.whole.isEmpty() && store.endings.isEmpty() && random.nextInt(3) == 0) {
      compactions++;
      store.compact(core.soFar("run-1", now));
      assertThat(folding.fold(store.journal))
          .as("%s: a snapshot says what its ticks say", name)
          .isEqualTo(folding.fold(store.whole));
    }
  }

  private void feed(CoreInput input) {
    List<Action> actions = core.handle(input, now);
    for (Action action : actions) {
      switch (action) {
        case Action.ShowStates a -> shown = a.state();
        case Action.StartStep a -> start(a);
        case Action.Recompute a -> recompute(a);
        case Action.Park a -> park(a);
        case Action.Finish a -> {
          assertThat(end).as("%s ends twice", name).isNull();
          end = a.end() instanceof Action.CoreEnd.Parked ? null : a.end();
        }
        case Action.StopStep a -> soon.removeIf(i -> isOf(i, a));
        case Action.Arm a -> timers.put(a.timer(), a.at());
        case Action.Disarm a -> timers.remove(a.timer());
        case Action.ReleaseOnce a -> {}
        case Action.AnswerCollect a -> {}
        case Action.TellQueued a -> {}
        case Action.TimeOutStep a -> {}
      }
    }
  }

  private static boolean isOf(CoreInput input, Action.StopStep stop) {
    return input instanceof CoreInput.StepEnded e && e.attempt().equals(stop.attempt());
  }

  private void start(Action.StartStep action) {
    WorkItem item = action.item();
    AttemptId id = new AttemptId(action.path(), item.id(), item.attempt());
    if (item.id() > 1 || !action.path().items().isEmpty()) {
      assertThat(started.add(id)).as("%s: %s begins once", name, id).isTrue();
      assertThat(folding.fold(store.journal).running(id))
          .as("%s: %s runs before what it depends on is durable", name, item)
          .isNotNull();
    }
    checkWorkers(item.step());
    end(id, item, shown.statesAt(action.path()));
  }

  private void checkWorkers(String step) {
    long running =
        core.head().items().values().stream()
            .filter(i -> i.step().equals(step) && i.phase() == WorkItem.Phase.RUNNING)
            .count();
    flow.plan.steps().values().stream()
        .filter(s -> s.name().equals(step))
        .forEach(s ->
            assertThat(running)
                .as("%s: workers of %s", name, step)
                .isLessThanOrEqualTo(s.workers()));
  }

  private void end(AttemptId id, WorkItem item, Map<String, StateCell> states) {
    CoreInput.Outcome outcome = streaming(flow.perform(item, states));
    soon.add(new CoreInput.StepEnded(id, outcome, ExampleFlow.based(outcome, states)));
  }

  private static CoreInput.Outcome streaming(CoreInput.Outcome outcome) {
    return outcome instanceof CoreInput.Outcome.Completed o
        ? new CoreInput.Outcome.Completed(
            o.emissions(), o.opensStream(), o.writes(), new Streamed(TOKENS, 15))
        : outcome;
  }

  private void recompute(Action.Recompute action) {
    WorkItem item = core.head().running(action.attempt());
    if (item == null) {
      throw new AssertionError(name + ": recomputes what does not run");
    }
    end(action.attempt(), item, action.states());
  }

  /** Whether a reply to it is lost or not, a run that was let go of is nobody's. */
  private void park(Action.Park action) {
    assertThat(folding.fold(store.journal))
        .as("%s: all that is known of a run that is let go of is durable", name)
        .isEqualTo(core.head());
    boolean lost = crashes < 8 && random.nextInt(10) == 0;
    compactAtTimes();
    CoreInput answer = store.park(me, action);
    for (int between = random.nextInt(3); between > 0 && !soon.isEmpty(); between--) {
      feed(soon.remove(random.nextInt(soon.size())));
    }
    parked = answer instanceof CoreInput.Parked ? action : null;
    if (lost) {
      crashes++;
    } else {
      feed(answer);
    }
    if (parked != null) {
      parkings++;
      soon.clear();
      timers.clear();
    } else if (lost) {
      comeBack();
    }
  }

  /** Nobody drives the run; an event or its timer brings it back. */
  private void stayAway(Action.Park action) {
    Instant due = action.due();
    if (!outside.isEmpty() && (due == null || random.nextBoolean())) {
      store.inbox.add(outside.removeFirst());
    } else if (due == null) {
      throw new AssertionError(name + ": parked for ever");
    } else if (due.isAfter(now)) {
      now = due;
    }
    comeBack();
  }

  private void comeBack() {
    parked = null;
    me = store.takeOver();
    soon.clear();
    shown = RunState.NEW;
    timers.clear();
    core = new RunCore(folding);
    soon.add(new CoreInput.Resume(List.copyOf(store.journal), folding.fold(store.journal)));
  }

  private void crash() {
    crashes++;
    RunCore old = core;
    me = store.takeOver();
    old.nextBatch()
        .ifPresent(late ->
            assertThat(store.commit(me - 1, late)).as(name).isInstanceOf(CoreInput.Fenced.class));
    soon.clear();
    shown = RunState.NEW;
    timers.clear();
    core = new RunCore(folding);
    soon.add(
        store.journal.isEmpty()
            ? new CoreInput.Begin("run-1", ExampleFlow.event("Start"), null, Map.of())
            : new CoreInput.Resume(List.copyOf(store.journal), folding.fold(store.journal)));
  }
}
