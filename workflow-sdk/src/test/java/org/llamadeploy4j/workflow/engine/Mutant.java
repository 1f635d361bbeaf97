package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

/**
 * The reducer with one mistake each. What the mistake does to a reduction is said beside it; it is
 * made in the run itself, not in its children.
 */
@SuppressWarnings("ImmutableEnumChecker") // stateless functions
enum Mutant {
  // ---- commands
  NOTHING_RUNS((b, t, r) -> without(r, c -> c instanceof Command.RunStep)),
  LAST_OF_SEVERAL_DOES_NOT_RUN((b, t, r) -> {
    List<Command> runs = r.commands().stream().filter(Mutant::runs).toList();
    return runs.size() < 2 ? r : without(r, c -> c.equals(runs.getLast()));
  }),
  RUNS_TWICE((b, t, r) -> doubled(r, Mutant::runs)),
  RUNS_ANOTHER_ATTEMPT((b, t, r) ->
      each(r, c -> c instanceof Command.RunStep s ? new Command.RunStep(s.item(), 7) : c)),
  RUNS_ANOTHER_ITEM((b, t, r) ->
      each(
          r,
          c ->
              c instanceof Command.RunStep s && s.item() > 1
                  ? new Command.RunStep(s.item() - 1, s.attempt())
                  : c)),
  END_IS_NOT_TOLD((b, t, r) -> without(r, c -> c instanceof Command.End)),
  END_IS_TOLD_TWICE((b, t, r) -> doubled(r, c -> c instanceof Command.End)),
  QUESTION_IS_NOT_SHOWN((b, t, r) -> without(r, c -> c instanceof Command.Publish)),
  QUESTION_IS_SHOWN_TWICE((b, t, r) -> doubled(r, c -> c instanceof Command.Publish)),
  TIMERS_ARE_NOT_ARMED((b, t, r) -> without(r, c -> c instanceof Command.Arm)),
  TIMERS_ARE_NOT_DISARMED((b, t, r) -> without(r, c -> c instanceof Command.Disarm)),
  TIMERS_ARE_ARMED_FOR_LATER((b, t, r) ->
      each(
          r,
          c -> c instanceof Command.Arm a ? new Command.Arm(a.timer(), a.at().plusSeconds(1)) : c)),
  ARM_AND_DISARM_ARE_SWAPPED((b, t, r) ->
      each(
          r,
          c ->
              switch (c) {
                case Command.Arm a -> new Command.Disarm(a.timer());
                case Command.Disarm d -> new Command.Arm(d.timer(), t.now());
                default -> c;
              })),
  RETRY_DOES_NOT_DISARM((b, t, r) ->
      t instanceof Tick.StepFailed f && f.verdict() instanceof Verdict.Retry
          ? without(r, c -> c instanceof Command.Disarm)
          : r),
  CHILDREN_ARE_NOT_TOLD((b, t, r) -> without(r, c -> c instanceof Command.InChild)),
  CHILDRENS_COMMANDS_GO_TO_THE_PARENT(
      (b, t, r) -> each(r, c -> c instanceof Command.InChild i ? i.command() : c)),

  // ---- work
  ENDED_WORK_STAYS((b, t, r) ->
      t instanceof Tick.StepCompleted c && !r.state().ended() && b.work().item(c.item()) != null
          ? work(r, work -> work.with(item(b, c.item())))
          : r),
  QUEUED_WORK_IS_DOUBLED((b, t, r) -> {
    WorkItem young = youngest(b, r);
    return young == null
        ? r
        : changed(
            r,
            new RunState.NextIds(r.state().next().item() + 1, r.state().next().stream()),
            r.state()
                .work()
                .with(
                    WorkItem.queued(
                        r.state().next().item(), young.step(), young.input(), young.lineage())));
  }),
  WORK_IS_LOST((b, t, r) -> {
    WorkItem young = youngest(b, r);
    return young == null || young.id() < 3 ? r : work(r, work -> work.without(young.id()));
  }),
  IDS_ARE_GIVEN_OUT_AGAIN(
      (b, t, r) -> b.begun() == null ? r : changed(r, b.next(), r.state().work())),
  ONE_WORKER_TOO_MANY((b, t, r) -> {
    WorkItem queued =
        r.state().items().values().stream()
            .filter(i -> i.phase() == WorkItem.Phase.QUEUED)
            .findFirst()
            .orElse(null);
    return queued == null
        ? r
        : plus(
            work(r, work -> work.with(queued.running(t.now()))),
            new Command.RunStep(queued.id(), queued.attempt()));
  }),
  LINEAGE_IS_LOST(
      (b, t, r) -> items(b, r, i -> of(i, Lineage.ROOT, i.progress(), i.memory(), i.awaited()))),
  LINEAGE_IS_THAT_OF_ANOTHER_STREAM((b, t, r) ->
      items(
          b,
          r,
          i ->
              of(
                  i,
                  new Lineage(i.lineage().stream() + 1, i.lineage().recoveries()),
                  i.progress(),
                  i.memory(),
                  i.awaited()))),
  WAITS_ARE_FORGOTTEN((b, t, r) ->
      t instanceof Tick.StepSuspended
          ? items(r, i -> of(i, i.lineage(), i.progress(), i.memory(), null))
          : r),
  MEMORY_IS_LOST_IN_A_WAIT((b, t, r) ->
      items(
          r,
          i ->
              i.memory().answers().isEmpty()
                  ? i
                  : of(i, i.lineage(), i.progress(), WorkItem.Memory.EMPTY, i.awaited()))),
  RETRIES_ARE_NOT_COUNTED((b, t, r) ->
      items(r, i -> progress(i, i.attempt(), i.progress().since(), WorkItem.Failures.NONE))),
  RETRIES_KEEP_THEIR_NUMBER((b, t, r) ->
      t instanceof Tick.StepFailed
          ? items(r, i -> progress(i, 1, i.progress().since(), i.progress().failures()))
          : r),
  RETRIES_DO_NOT_WAIT((b, t, r) ->
      t instanceof Tick.StepFailed
          ? items(r, i -> progress(i, i.attempt(), t.now(), i.progress().failures()))
          : r),
  FAILURE_IS_NOT_HANDLED((b, t, r) ->
      t instanceof Tick.StepFailed f && f.verdict() instanceof Verdict.GiveUp
          ? ended(r, new Ending.Failed(f.fault(), "work", 1, Duration.ZERO))
          : r),

  // ---- streams, buffers, states
  LEAVING_A_STREAM_IS_FORGOTTEN((b, t, r) -> left(b, r, 1)),
  A_STREAM_IS_LEFT_TWICE((b, t, r) -> left(b, r, -1)),
  A_JOIN_LOSES_THE_LAST_ARRIVAL((b, t, r) -> {
    RunState s = r.state();
    var streams = s.streams();
    for (OpenStream stream : s.streams().values()) {
      for (Map.Entry<String, OpenStream.Joining> join : stream.joins().entrySet()) {
        var arrivals = join.getValue().arrivals();
        if (arrivals.size() == 2) {
          streams =
              streams.plus(
                  stream.id(),
                  stream.joining(join.getKey(), new OpenStream.Joining(arrivals.minus(1), false)));
        }
      }
    }
    return new Reduction(with(s, s.work(), streams, s.buffers(), s.ending()), r.commands());
  }),
  AN_EMPTY_JOIN_FORGETS_RECOVERIES((b, t, r) ->
      items(
          b,
          r,
          i ->
              i.input() instanceof Input.Many many && many.events().isEmpty()
                  ? of(
                      i,
                      new Lineage(i.lineage().stream(), Map.of()),
                      i.progress(),
                      i.memory(),
                      i.awaited())
                  : i)),
  BUFFERS_ARE_EMPTIED((b, t, r) -> {
    RunState s = r.state();
    return new Reduction(with(s, s.work(), s.streams(), Buffers.EMPTY, s.ending()), r.commands());
  }),
  STATES_ARE_NOT_WRITTEN((b, t, r) -> states(r, b.states())),
  STATES_KEEP_THEIR_VERSION((b, t, r) -> {
    var states = r.state().states();
    for (String name : states.keySet()) {
      states = states.plus(name, new StateCell(1, cell(states, name).value()));
    }
    return states(r, states);
  }),

  // ---- what ticks do
  EVENTS_FROM_OUTSIDE_ARE_IGNORED((b, t, r) -> t instanceof Tick.EventReceived ? same(b) : r),
  EARLY_ANSWERS_ARE_NOT_KEPT((b, t, r) -> {
    RunState s = r.state();
    return new Reduction(
        new RunState(
            s.begun(),
            s.next(),
            s.work(),
            s.streams(),
            s.buffers(),
            s.children(),
            s.states(),
            TreePVector.empty(),
            s.active(),
            s.ending()),
        r.commands());
  }),
  TIMERS_DO_NOTHING((b, t, r) -> t instanceof Tick.TimerFired ? same(b) : r),
  RESUMING_DOES_NOTHING((b, t, r) -> t instanceof Tick.RunResumed ? same(b) : r),
  CHILDREN_STAND_STILL((b, t, r) -> t instanceof Tick.InChild ? same(b) : r),
  FAILURES_ARE_IGNORED((b, t, r) -> t instanceof Tick.StepFailed ? same(b) : r),
  THE_CLOCK_RUNS_WHILE_THE_RUN_WAITS((b, t, r) -> {
    RunState s = r.state();
    return b.begun() == null
        ? r
        : new Reduction(
            new RunState(
                s.begun(),
                s.next(),
                s.work(),
                s.streams(),
                s.buffers(),
                s.children(),
                s.states(),
                s.kept(),
                b.active(),
                s.ending()),
            r.commands());
  }),
  THE_RUN_DOES_NOT_END((b, t, r) -> {
    RunState s = r.state();
    return new Reduction(
        with(s, s.work(), s.streams(), s.buffers(), null),
        without(r, c -> c instanceof Command.End).commands());
  }),
  ANOTHER_RESULT((b, t, r) ->
      r.state().ending() instanceof Ending.Stopped e
          ? ended(
              r,
              new Ending.Stopped(new EventData("Stop", Payload.json("{}")), e.step(), e.attempt()))
          : r);

  /** What a mistake makes of a right reduction. */
  interface Mistake {
    Reduction make(RunState before, Tick tick, Reduction right);
  }

  private final Mistake mistake;

  Mutant(Mistake mistake) {
    this.mistake = mistake;
  }

  /** This mutant of a reducer. */
  Folding of(Reducer right) {
    return new Folding() {
      @Override
      public Reduction reduce(RunState state, Tick tick) {
        return mistake.make(state, tick, right.reduce(state, tick));
      }

      @Override
      public Map<TimerId, Instant> timers(RunState state) {
        return right.timers(state);
      }

      @Override
      public @Nullable Instant due(RunState state, TimerId timer) {
        return right.due(state, timer);
      }

      @Override
      public boolean isAwaited(String type) {
        return right.isAwaited(type);
      }
    };
  }

  private static boolean runs(Command command) {
    return command instanceof Command.RunStep;
  }

  private static Reduction same(RunState before) {
    return new Reduction(before, List.of());
  }

  private static Reduction each(Reduction r, UnaryOperator<Command> change) {
    return new Reduction(r.state(), r.commands().stream().map(change).toList());
  }

  private static Reduction without(Reduction r, Predicate<Command> dropped) {
    return new Reduction(r.state(), r.commands().stream().filter(dropped.negate()).toList());
  }

  private static Reduction doubled(Reduction r, Predicate<Command> which) {
    return new Reduction(
        r.state(),
        r.commands().stream()
            .flatMap(c -> Collections.nCopies(which.test(c) ? 2 : 1, c).stream())
            .toList());
  }

  private static Reduction plus(Reduction r, Command command) {
    return new Reduction(
        r.state(), Stream.concat(r.commands().stream(), Stream.of(command)).toList());
  }

  private static RunState with(
      RunState s,
      Work work,
      org.pcollections.PSortedMap<Long, OpenStream> streams,
      Buffers buffers,
      @Nullable Ending ending) {
    return new RunState(
        s.begun(),
        s.next(),
        work,
        streams,
        buffers,
        s.children(),
        s.states(),
        s.kept(),
        s.active(),
        ending);
  }

  private static Reduction work(Reduction r, UnaryOperator<Work> change) {
    RunState s = r.state();
    return new Reduction(
        with(s, change.apply(s.work()), s.streams(), s.buffers(), s.ending()), r.commands());
  }

  private static Reduction changed(Reduction r, RunState.NextIds next, Work work) {
    RunState s = r.state();
    return new Reduction(
        new RunState(
            s.begun(),
            next,
            work,
            s.streams(),
            s.buffers(),
            s.children(),
            s.states(),
            s.kept(),
            s.active(),
            s.ending()),
        r.commands());
  }

  private static Reduction states(Reduction r, org.pcollections.PMap<String, StateCell> states) {
    RunState s = r.state();
    return new Reduction(
        new RunState(
            s.begun(),
            s.next(),
            s.work(),
            s.streams(),
            s.buffers(),
            s.children(),
            states,
            s.kept(),
            s.active(),
            s.ending()),
        r.commands());
  }

  private static StateCell cell(Map<String, StateCell> states, String name) {
    return java.util.Objects.requireNonNull(states.get(name));
  }

  private static Reduction ended(Reduction r, Ending ending) {
    RunState s = r.state();
    List<Command> commands = new ArrayList<>(without(r, c -> c instanceof Command.End).commands());
    commands.add(new Command.End(ending));
    return new Reduction(with(s, s.work(), s.streams(), s.buffers(), ending), commands);
  }

  /** Changes every item. */
  private static Reduction items(Reduction r, UnaryOperator<WorkItem> change) {
    return work(
        r,
        work -> {
          Work changed = work;
          for (WorkItem item : work.items().values()) {
            changed = changed.with(change.apply(item));
          }
          return changed;
        });
  }

  /** Changes the items that the tick has made. */
  private static Reduction items(RunState before, Reduction r, UnaryOperator<WorkItem> change) {
    return items(r, i -> i.id() < before.next().item() ? i : change.apply(i));
  }

  private static WorkItem item(RunState state, long id) {
    return java.util.Objects.requireNonNull(state.work().item(id));
  }

  /** The youngest item that the tick has made, or null. */
  private static @Nullable WorkItem youngest(RunState before, Reduction r) {
    WorkItem last = r.state().items().isEmpty() ? null : r.state().items().lastEntry().getValue();
    return last == null || before.begun() == null || last.id() < before.next().item() ? null : last;
  }

  private static WorkItem of(
      WorkItem i,
      Lineage lineage,
      WorkItem.Progress progress,
      WorkItem.Memory memory,
      WorkItem.@Nullable OpenWait awaited) {
    return new WorkItem(i.id(), i.step(), i.input(), lineage, progress, memory, awaited);
  }

  private static WorkItem progress(
      WorkItem i, int attempt, @Nullable Instant since, WorkItem.Failures failures) {
    WorkItem.Progress p = i.progress();
    return p.phase() == WorkItem.Phase.DELAYED
        ? of(
            i,
            i.lineage(),
            new WorkItem.Progress(p.phase(), attempt, p.begun(), since, failures),
            i.memory(),
            i.awaited())
        : i;
  }

  /** Changes the count of each stream in which something has ended. */
  private static Reduction left(RunState before, Reduction r, long by) {
    RunState s = r.state();
    var streams = s.streams();
    for (OpenStream stream : s.streams().values()) {
      OpenStream old = before.streams().get(stream.id());
      if (old != null && stream.open() < old.open()) {
        streams =
            streams.plus(
                stream.id(),
                new OpenStream(
                    stream.id(),
                    stream.origin(),
                    stream.source(),
                    stream.open() + by,
                    stream.joins()));
      }
    }
    return new Reduction(with(s, s.work(), streams, s.buffers(), s.ending()), r.commands());
  }
}
