package org.llamadeploy4j.workflow.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one step was given, until the step has dealt with it.
 *
 * @param id counts up within the run
 * @param awaited what it waits for, or null
 */
public record WorkItem(
    long id,
    String step,
    Input input,
    Lineage lineage,
    Progress progress,
    Memory memory,
    @Nullable OpenWait awaited) {

  /** Where an item is. */
  public enum Phase {
    QUEUED,
    RUNNING,
    /** Waits for an event, for time to pass, or for a child run. */
    WAITING,
    /** Will be tried again later. */
    DELAYED
  }

  /**
   * How far an item is.
   *
   * @param attempt the attempt that runs or comes next, from 1
   * @param begun when the first attempt began, or null before it
   * @param since when the running attempt began or the delayed one may, else null
   * @param failures the attempts that failed
   */
  public record Progress(
      Phase phase,
      int attempt,
      @Nullable Instant begun,
      @Nullable Instant since,
      Failures failures) {
    static final Progress NONE = new Progress(Phase.QUEUED, 1, null, null, Failures.NONE);
  }

  /**
   * Attempts that failed.
   *
   * @param last why the last one did, or null
   * @param at when it did, or null
   */
  public record Failures(int count, @Nullable Fault last, @Nullable Instant at) {
    static final Failures NONE = new Failures(0, null, null);
  }

  /**
   * What later attempts need to know of earlier ones.
   *
   * @param marks what suspended attempts did, in order
   * @param answers how their waits were over, in order
   * @param once values of recorded blocks by name
   * @param collected what each buffer gave it; an empty set where it was not complete yet
   */
  public record Memory(
      List<Mark> marks,
      List<Answer> answers,
      Map<String, Payload> once,
      Map<String, CollectedSet> collected) {

    static final Memory EMPTY = new Memory(List.of(), List.of(), Map.of(), Map.of());

    public Memory {
      marks = List.copyOf(marks);
      answers = List.copyOf(answers);
      once = Map.copyOf(once);
      collected = Map.copyOf(collected);
    }
  }

  /** A wait and when it began. */
  public record OpenWait(Awaited spec, Instant begun) {}

  static WorkItem queued(long id, String step, Input input, Lineage lineage) {
    return new WorkItem(id, step, input, lineage, Progress.NONE, Memory.EMPTY, null);
  }

  /** Where it is. */
  public Phase phase() {
    return progress.phase();
  }

  /** The attempt that runs or comes next, from 1. */
  public int attempt() {
    return progress.attempt();
  }

  WorkItem running(Instant now) {
    Instant first = progress.begun() == null ? now : progress.begun();
    return with(
        new Progress(Phase.RUNNING, attempt(), first, now, progress.failures()), memory, null);
  }

  /** Back in the queue, since its attempt was lost or its delay is over. */
  WorkItem requeued() {
    int attempt = phase() == Phase.RUNNING ? attempt() + 1 : attempt();
    return with(at(Phase.QUEUED, attempt, null), memory, null);
  }

  WorkItem waiting(List<Mark> done, Awaited spec, Instant now) {
    List<Mark> marks = new ArrayList<>(memory.marks());
    marks.addAll(done);
    return with(
        at(Phase.WAITING, attempt(), null),
        new Memory(marks, memory.answers(), memory.once(), memory.collected()),
        new OpenWait(spec, now));
  }

  WorkItem answered(Answer answer) {
    List<Answer> answers = new ArrayList<>(memory.answers());
    answers.add(answer);
    Memory more = new Memory(memory.marks(), answers, memory.once(), memory.collected());
    return with(at(Phase.QUEUED, attempt() + 1, null), more, null);
  }

  WorkItem recorded(String name, Payload value) {
    Map<String, Payload> once = new LinkedHashMap<>(memory.once());
    once.put(name, value);
    return with(
        progress, new Memory(memory.marks(), memory.answers(), once, memory.collected()), awaited);
  }

  WorkItem collected(String buffer, CollectedSet set) {
    Map<String, CollectedSet> sets = new LinkedHashMap<>(memory.collected());
    sets.put(buffer, set);
    return with(
        progress, new Memory(memory.marks(), memory.answers(), memory.once(), sets), awaited);
  }

  /**
   * To be tried again. A wait that brought nothing, after which the attempt failed, is forgotten,
   * so that it begins anew: its mark is the last, since what came after it was not committed.
   */
  WorkItem delayed(Fault why, Instant now, Duration delay) {
    Failures failures = new Failures(progress.failures().count() + 1, why, now);
    Progress later =
        new Progress(
            Phase.DELAYED,
            attempt() + 1,
            progress.begun(),
            now.plus(delay.compareTo(Timers.FOR_EVER) < 0 ? delay : Timers.FOR_EVER),
            failures);
    List<Answer> answers = memory.answers();
    if (answers.isEmpty() || !answers.getLast().isBad()) {
      return with(later, memory, null);
    }
    List<Mark> marks = memory.marks();
    Memory forgetful =
        new Memory(
            marks.subList(0, marks.size() - 1),
            answers.subList(0, answers.size() - 1),
            memory.once(),
            memory.collected());
    return with(later, forgetful, null);
  }

  boolean runs(int thatAttempt) {
    return phase() == Phase.RUNNING && attempt() == thatAttempt;
  }

  private Progress at(Phase phase, int attempt, @Nullable Instant since) {
    return new Progress(phase, attempt, progress.begun(), since, progress.failures());
  }

  private WorkItem with(Progress newProgress, Memory newMemory, @Nullable OpenWait newWait) {
    return new WorkItem(id, step, input, lineage, newProgress, newMemory, newWait);
  }
}
