package org.llamadeploy4j.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * The runs of all deployments. Every write is one atomic step that compares before it changes
 * anything: the generation of the data set, the claim token, and the journal length it builds on
 * (durability rule 1). Repeating a call with its operation id returns the first reply (rule 3).
 *
 * <p>All methods throw {@link MessagingUnavailableException} when the store does not answer.
 */
public interface RunStore {
  /**
   * Accepts a task into the queue of its service, or says why not; changes nothing when refused. A
   * task that starts later comes into the queue then, and takes its place there from now on.
   */
  SubmitReply submit(SubmitRequest request);

  /**
   * Moves up to {@code max} queued runs into the caller's ownership, runs pinned to this version
   * first, and returns what is needed to drive them. Runs whose session is locked are set aside
   * until it is free. A run whose claims were lost again and again is given alone.
   */
  List<ClaimedRun> claim(ClaimRequest request);

  /** Appends ticks and stream events, takes inbox entries, sets the status. */
  CommitReply commit(CommitRequest request);

  /**
   * Appends what steps in flight stream, in order with this run's commits on the same connection.
   * May be repeated: what the stream has already is not appended again. Not awaited by steps.
   */
  CompletionStage<PublishReply> publish(PublishRequest request);

  /**
   * Ends a run: last ticks, events, result, session state, lock of the session, in one step.
   * Refused with the new entries when the inbox holds more than the caller took; and any end but a
   * cancelled one when the run is to be cancelled.
   */
  CommitReply complete(CompleteRequest request);

  /**
   * Lets go of a run whose steps all wait: nobody owns it until an event or its next timer puts it
   * back into its version's queue. It keeps its session's lock and counts as waiting. Refused with
   * all entries when the inbox holds any.
   */
  CommitReply park(ParkRequest request);

  /**
   * Puts runs whose time has come into their queues: the next timer of parked ones, the start of
   * those that were to start later. Any process may call it, any number of times.
   *
   * @param max how many at most
   */
  FireReply fire(Shard shard, int max);

  /**
   * Puts an external event into the inbox of a run that has not ended, waiting or not yet claimed.
   * A parked run is queued again.
   */
  DeliverReply deliver(DeliverRequest request);

  /** Renews the lease of a runtime on a shard, creating it, and says what Redis thinks it owns. */
  RenewReply renew(Shard shard, RuntimeId runtime, Duration lease);

  /**
   * Puts runs of runtimes whose lease lapsed back on the queue of their version. Those that were to
   * be cancelled end instead, and so do those that are poisoned. Any process may call it; expiry is
   * checked inside.
   *
   * @return the tasks that were put back or have ended
   */
  List<TaskId> takeover(Shard shard, int max);

  /**
   * Gives all runs of a runtime that stops back at once and drops its lease. Those that were to be
   * cancelled end.
   */
  default List<TaskId> release(Shard shard, RuntimeId runtime) {
    return release(shard, runtime, false);
  }

  /**
   * The same.
   *
   * @param died whether the runtime did not stop but die, and is now back under its name: then its
   *     runs were lost as by a takeover
   */
  List<TaskId> release(Shard shard, RuntimeId runtime, boolean died);

  /** What is known about one task, without its payloads. */
  Optional<TaskView> task(Shard shard, TaskId task);

  /** Tasks of a shard, newest first. */
  List<TaskView> tasks(Shard shard, int max);

  /**
   * Reads a run's stream.
   *
   * @param from position to read from: 0 for the first event there ever was, else what {@link
   *     EventPage#next} said. If the stream lost its end since, reading goes on at what was left.
   * @param max how many events at most
   */
  EventPage events(Shard shard, TaskId task, long from, int max);

  /**
   * The number of tasks waiting in the queues of a service; not those that start later or are
   * parked.
   */
  long queued(Shard shard, ServiceId service);

  /** How fast runs of a service have ended lately, as far as the last ends of the shard tell. */
  Pace pace(Shard shard, ServiceId service);

  /** The number of runs pinned to a version that have not ended. */
  long unfinished(Shard shard, VersionId version);
}
