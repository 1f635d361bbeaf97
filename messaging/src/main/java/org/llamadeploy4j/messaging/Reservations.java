package org.llamadeploy4j.messaging;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Which task an idempotency key stands for. A reservation lives where its key says, its task in a
 * shard, so no script sees both: the reservation is made first, the task is submitted with the id
 * that was reserved, and the shard notes which of its tasks have a key. From that note any process
 * brings reservations up to date ({@link #due}, {@link #keep}, {@link #seen}, in this order), which
 * may be repeated and interrupted anywhere.
 *
 * <p>All methods throw {@link MessagingUnavailableException} when the store does not answer.
 */
public interface Reservations {
  /** Reserves a key, or says what it stands for already. Counts the call as a use of the key. */
  ReserveReply reserve(ReserveRequest request);

  /**
   * Frees a key whose task was refused, unless the key was used again since: whoever did that may
   * have submitted the task.
   *
   * @param uses what the reservation said
   * @return whether the key is free now
   */
  boolean free(Incarnation deployment, IdempotencyKey key, TaskId task, long uses);

  /** Tasks with a key that should be looked at by now, those that wait longest first. */
  Due due(Shard shard, int max);

  /**
   * Notes that the task of a key was submitted.
   *
   * @param until when the reservation ends; not later than now: it is gone at once
   * @param shorten whether it may end earlier than it would have
   * @return false when the key does not stand for the task any more
   */
  boolean keep(
      Incarnation deployment, IdempotencyKey key, TaskId task, Instant until, boolean shorten);

  /** Says when to look at tasks again; empty: never, their reservations need no more care. */
  void seen(Shard shard, Map<Keyed, Optional<Instant>> looks);

  /**
   * A task that was submitted with a key.
   *
   * @param task the task
   * @param key its key
   */
  record Keyed(TaskId task, IdempotencyKey key) {}

  /**
   * What should be looked at.
   *
   * @param now store time
   * @param tasks the tasks with how they are
   */
  record Due(Instant now, List<KeyedTask> tasks) {
    /** Copies the list. */
    public Due {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * A task with a key and how it is.
   *
   * @param keyed the task and its key
   * @param state whether it is still there and has ended
   * @param endedAt store time of its end; the epoch when it has not ended
   */
  record KeyedTask(Keyed keyed, State state, Instant endedAt) {
    /** How a task is. */
    public enum State {
      /** It has not ended. */
      ALIVE,
      /** It has ended. */
      ENDED,
      /** It was removed. */
      GONE
    }
  }
}
