package org.llamadeploy4j.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamadeploy4j.workflow.testing.WorkflowTest;

/** A snapshot says what the ticks say that it stands for, wherever in a run it is taken. */
class CompactionTest {

  private static final Instant LATER = Instant.parse("2030-02-01T00:00:00Z");
  private static final int JOURNALS = 60;
  private static final int SCHEDULES = 300;

  private static Tick.Compacted soFar(ExampleFlow flow, List<Tick> journal) {
    RunCore core = new RunCore(flow.reducer());
    core.handle(new CoreInput.Resume(journal, flow.reducer().fold(journal)), LATER);
    return core.soFar("run-1", LATER);
  }

  private static List<Tick> shortened(ExampleFlow flow, List<Tick> journal, int ticks) {
    List<Tick> shorter = new ArrayList<>();
    shorter.add(soFar(flow, journal.subList(0, ticks)));
    shorter.addAll(journal.subList(ticks, journal.size()));
    return shorter;
  }

  /** The same states and the same commands, so timers, questions and attempts too. */
  private static void assertSame(ExampleFlow flow, List<Tick> journal, int ticks, String name) {
    List<Tick> shorter = shortened(flow, journal, ticks);
    assertThat(TickCount.first(shorter)).as(name).isEqualTo(ticks);
    assertThat(TickCount.length(shorter)).as(name).isEqualTo(journal.size());
    Folding reducer = flow.reducer();
    RunState before = reducer.fold(journal.subList(0, ticks));
    RunState after = reducer.fold(shorter.subList(0, 1));
    assertThat(after).as(name).isEqualTo(before);
    assertThat(reducer.timers(after)).as(name).isEqualTo(reducer.timers(before));
    for (int i = ticks; i < journal.size(); i++) {
      Reduction whole = reducer.reduce(before, journal.get(i));
      Reduction rest = reducer.reduce(after, journal.get(i));
      assertThat(rest).as("%s, tick %d", name, i + 1).isEqualTo(whole);
      assertThat(TickCount.at(shorter, i - ticks + 1)).isEqualTo(i);
      before = whole.state();
      after = rest.state();
    }
    assertThat(reducer.fold(shorter)).as(name).isEqualTo(reducer.fold(journal));
  }

  @ParameterizedTest
  @EnumSource
  void theRestOfAJournalOnASnapshotIsTheWholeJournalAtEveryPoint(ExampleFlow flow) {
    long base = Long.getLong(WorkflowTest.SEED, 0);
    System.out.printf("%s: %d journals, seeds from %d%n", flow, JOURNALS, base);
    for (long seed = base; seed < base + JOURNALS; seed++) {
      List<Tick> journal = Simulation.journal(flow, seed);
      for (int ticks = 1; ticks < journal.size(); ticks++) {
        assertSame(flow, journal, ticks, flow + " seed " + seed + " at " + ticks);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noScheduleOfARunWhoseJournalIsMadeShortLosesOrDoublesAnOutcome(ExampleFlow flow) {
    long base = Long.getLong(WorkflowTest.SEED, 0);
    System.out.printf("%s: %d schedules, seeds from %d%n", flow, SCHEDULES, base);
    int compactions = 0;
    for (long seed = base; seed < base + SCHEDULES; seed++) {
      Simulation simulation = new Simulation(flow, flow.reducer(), seed).compacting();
      simulation.run();
      compactions += simulation.compactions();
    }
    assertThat(compactions).as("snapshots of %s", flow).isGreaterThan(SCHEDULES / 4);
  }

  @ParameterizedTest
  @EnumSource
  void aSnapshotOfASnapshotIsTheSame(ExampleFlow flow) {
    List<Tick> journal = ExampleRuns.journal(flow);
    for (int ticks = 2; ticks < journal.size(); ticks++) {
      List<Tick> once = shortened(flow, journal.subList(0, ticks), 1);
      assertThat(soFar(flow, once)).isEqualTo(soFar(flow, journal.subList(0, ticks)));
    }
  }

  private static CoreInput.Incoming event(String id) {
    return new CoreInput.Incoming(id, "Note", ExampleFlow.event("Note"), null, "");
  }

  private static List<Tick> commit(RunCore core) {
    List<Tick> ticks = core.nextBatch().orElseThrow().ticks();
    core.handle(new CoreInput.Committed(List.of()), LATER);
    return ticks;
  }

  @Test
  void anEventThatTheTicksHadTakenIsKnownAndOneThatTheyHadNotCounts() {
    ExampleFlow flow = ExampleFlow.HUMAN_ANSWER;
    RunCore core = new RunCore(flow.reducer());
    core.handle(new CoreInput.Begin("run-1", ExampleFlow.event("Start"), null, Map.of()), LATER);
    core.handle(new CoreInput.Arrived(List.of(event("taken"))), LATER);
    commit(core);
    core.handle(new CoreInput.Arrived(List.of(event("coming"))), LATER);
    core.handle(new CoreInput.Arrived(List.of(event("taken"))), LATER);
    Tick.Compacted soFar = core.soFar("run-1", LATER);

    assertThat(soFar.taken()).containsExactly("taken");
    RunCore next = new RunCore(flow.reducer());
    next.handle(new CoreInput.Resume(List.of(soFar), soFar.state()), LATER);
    next.handle(new CoreInput.Arrived(List.of(event("taken"), event("coming"))), LATER);
    assertThat(commit(next))
        .filteredOn(tick -> !(tick instanceof Tick.RunResumed))
        .satisfiesExactly(
            tick -> assertThat(tick).isInstanceOf(Tick.EventRefused.class),
            tick -> assertThat(tick).isInstanceOf(Tick.EventReceived.class));
  }

  @Test
  void theStatesThatTheRunBeganWithAreKept() {
    ExampleFlow flow = ExampleFlow.HUMAN_ANSWER;
    Map<String, Payload> states = Map.of("Chat", Payload.json("{\"a\":1}"));
    RunCore core = new RunCore(flow.reducer());
    core.handle(new CoreInput.Begin("run-1", ExampleFlow.event("Start"), null, states), LATER);
    core.commitAll();
    commit(core);
    Tick.Compacted once = core.soFar("run-1", LATER);
    Tick.Compacted twice = soFar(flow, List.of(once));

    assertThat(once.begunWith()).isEqualTo(states);
    assertThat(twice.begunWith()).isEqualTo(states);
    assertThat(RunCore.begunWith(twice)).isEqualTo(states);
  }

  @Test
  void aSnapshotIsOfARunThatGoesOn() {
    RunCore core = new RunCore(ExampleFlow.SLEEP.reducer());

    assertThatThrownBy(() -> core.soFar("run-1", LATER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSnapshotIsTheFirstTickOrNone() {
    ExampleFlow flow = ExampleFlow.SLEEP;
    List<Tick> journal = ExampleRuns.journal(flow);
    Tick soFar = soFar(flow, journal.subList(0, 2));

    assertThatThrownBy(() -> flow.reducer().fold(List.of(journal.getFirst(), soFar)))
        .hasMessage("expected no second begin of the run, found the snapshot of 2 ticks");
  }
}
