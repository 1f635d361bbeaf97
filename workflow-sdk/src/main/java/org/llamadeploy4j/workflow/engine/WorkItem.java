package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event given to one step, until the step has dealt with it.
 *
 * @param id counts up within the run
 * @param awaited what it waits for, or null
 */
public record WorkItem(
    long id,
    String step,
    EventData input,
    Progress progress,
    Memory memory,
    @Nullable OpenWait awaited) {

  /** Where an item is. */
  public enum Phase {
    QUEUED,
    RUNNING,
    WAITING
  }

  /**
   * How far an item is.
   *
   * @param attempt the attempt that runs or comes next, from 1
   * @param begun when the first attempt began, or null before it
   * @param attemptBegun when the running attempt began, or null while none runs
   */
  public record Progress(
      Phase phase, int attempt, @Nullable Instant begun, @Nullable Instant attemptBegun) {}

  /**
   * What later attempts need to know of earlier ones.
   *
   * @param marks what suspended attempts did, in order
   * @param answers how their waits were over, in order
   * @param once values of recorded blocks by name
   */
  public record Memory(List<Mark> marks, List<Answer> answers, Map<String, Payload> once) {

    static final Memory EMPTY = new Memory(List.of(), List.of(), Map.of());

    public Memory {
      marks = List.copyOf(marks);
      answers = List.copyOf(answers);
      once = Map.copyOf(once);
    }
  }

  /** A wait and when it began. */
  public record OpenWait(WaitSpec spec, Instant begun) {}

  static WorkItem queued(long id, String step, EventData input) {
    return new WorkItem(
        id, step, input, new Progress(Phase.QUEUED, 1, null, null), Memory.EMPTY, null);
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
    return with(new Progress(Phase.RUNNING, attempt(), first, now), memory, null);
  }

  /** Back in the queue, since its attempt was lost. */
  WorkItem interrupted() {
    return with(next(), memory, null);
  }

  WorkItem waiting(List<Mark> done, WaitSpec spec, Instant now) {
    List<Mark> marks = new ArrayList<>(memory.marks());
    marks.addAll(done);
    return with(
        new Progress(Phase.WAITING, attempt(), progress.begun(), null),
        new Memory(marks, memory.answers(), memory.once()),
        new OpenWait(spec, now));
  }

  WorkItem answered(Answer answer) {
    List<Answer> answers = new ArrayList<>(memory.answers());
    answers.add(answer);
    return with(next(), new Memory(memory.marks(), answers, memory.once()), null);
  }

  WorkItem recorded(String name, Payload value) {
    Map<String, Payload> once = new LinkedHashMap<>(memory.once());
    once.put(name, value);
    return with(progress, new Memory(memory.marks(), memory.answers(), once), awaited);
  }

  boolean runs(int thatAttempt) {
    return phase() == Phase.RUNNING && attempt() == thatAttempt;
  }

  private Progress next() {
    return new Progress(Phase.QUEUED, attempt() + 1, progress.begun(), null);
  }

  private WorkItem with(Progress newProgress, Memory newMemory, @Nullable OpenWait newWait) {
    return new WorkItem(id, step, input, newProgress, newMemory, newWait);
  }
}
