package org.llamadeploy4j.serviceruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.llamadeploy4j.messaging.RenewReply;
import org.llamadeploy4j.messaging.RunClaim;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The decisions about one runtime's lease on one shard, as a state machine without threads, clock
 * or I/O: fed with what happened and when, it says what is to be done. All times are nanoseconds of
 * one monotonic source.
 *
 * <p>The lease counts from the moment a renewal that succeeded was <i>sent</i>, and is trusted for
 * two thirds of its length only: so this side always stops before the store lets anybody take over
 * (durability rule 5). A <i>term</i> is a time without interruption in which claims hold; its
 * number grows when they all end at once. Not thread-safe: its owner locks.
 */
final class LeaseCore {
  /** Times in a row that both sides must disagree about a run; one may be a reply overtaken. */
  private static final int PROOF = 2;

  private static final long RETRIES_PER_RENEWAL = 5;

  private final long trustNanos;
  private final long renewalNanos;
  private final Map<TaskId, Held> held = new HashMap<>();
  private final Map<TaskId, Integer> strangers = new HashMap<>();

  private Phase phase = Phase.UNKNOWN;
  private long term;
  private long trustedFrom;
  private long renewalDue;
  private boolean renewalInFlight;

  LeaseCore(Duration lease, Duration renewal, long now) {
    this.trustNanos = lease.toNanos() * 2 / 3;
    this.renewalNanos = renewal.toNanos();
    this.renewalDue = now;
  }

  private enum Phase {
    /** No lease to trust: nothing runs. */
    UNKNOWN,
    /** A lease that is young enough, unless time has passed it. */
    HELD,
    /** A lease, and everything under it is being given back. */
    GIVING_BACK
  }

  private static final class Held {
    private final RunClaim claim;
    private final long since;
    private int missing;

    Held(RunClaim claim, long since) {
      this.claim = claim;
      this.since = since;
    }
  }

  /** What is to be done. */
  sealed interface Action {
    /** Send a renewal, and say how it went. */
    record Renew() implements Action {}

    /** Stop every run of this shard at once: their claims hold no longer. */
    record StopAll(String reason) implements Action {}

    /**
     * Ask the store to put back whatever it thinks is ours, and say how it went.
     *
     * @param died whether it was a former process's, of the same name, which died with it
     */
    record GiveBack(boolean died) implements Action {}

    /** Runs may be claimed and steps may run, from now on. */
    record Resume() implements Action {}

    /** Stop one run. */
    record Drop(RunClaim claim, String reason) implements Action {}
  }

  /** Time has passed. */
  List<Action> tick(long now) {
    List<Action> actions = new ArrayList<>();
    expire(now, actions);
    renewWhenDue(now, actions);
    return actions;
  }

  /** A renewal that comes after the time of trust is no excuse: steps may have run on meanwhile. */
  private void expire(long now, List<Action> actions) {
    if (phase == Phase.HELD && !young(now)) {
      endTerm("the lease was not renewed in time", actions);
      phase = Phase.UNKNOWN;
    }
  }

  private void renewWhenDue(long now, List<Action> actions) {
    if (!renewalInFlight && now - renewalDue >= 0) {
      renewalInFlight = true;
      actions.add(new Action.Renew());
    }
  }

  /** A renewal sent at {@code sent} was answered. */
  List<Action> renewed(long sent, RenewReply reply, long now) {
    List<Action> actions = new ArrayList<>();
    expire(now, actions);
    renewalInFlight = false;
    renewalDue = sent + renewalNanos;
    trustedFrom = sent;
    renewWhenDue(now, actions);
    if (!young(now)) {
      return actions;
    }
    switch (phase) {
      case UNKNOWN -> {
        if (term == 0 && reply.owned().isEmpty()) {
          begin(actions);
        } else {
          giveBack(actions);
        }
      }
      case HELD -> reconcile(sent, reply, actions);
      case GIVING_BACK -> {}
    }
    return actions;
  }

  /** A renewal was not answered. */
  List<Action> renewalFailed(long now) {
    renewalInFlight = false;
    renewalDue = now + renewalNanos / RETRIES_PER_RENEWAL;
    return tick(now);
  }

  /** What the store thought ours was put back. */
  List<Action> gaveBack(long now) {
    List<Action> actions = new ArrayList<>();
    if (phase == Phase.GIVING_BACK) {
      phase = Phase.UNKNOWN;
      if (young(now)) {
        begin(actions);
      }
    }
    return actions;
  }

  /** It could not be asked to. The next renewal that succeeds leads to another try. */
  void giveBackFailed() {
    if (phase == Phase.GIVING_BACK) {
      phase = Phase.UNKNOWN;
    }
  }

  /** The term in which a run may be claimed now; empty: none may. */
  OptionalLong claimTerm(long now) {
    return mayRun(now) ? OptionalLong.of(term) : OptionalLong.empty();
  }

  /**
   * A run was claimed.
   *
   * @param claimTerm the term the claim was asked for in
   * @return false when that term is over: the run is not ours to drive
   */
  boolean claimed(RunClaim claim, long claimTerm, long now) {
    if (claimTerm != term || !mayRun(now)) {
      return false;
    }
    strangers.remove(claim.task());
    held.put(claim.task(), new Held(claim, now));
    return true;
  }

  /** A run ended or was dropped. */
  void ended(RunClaim claim) {
    Held known = held.get(claim.task());
    if (known != null && known.claim.equals(claim)) {
      held.remove(claim.task());
    }
  }

  /** Whether user code may run. */
  boolean mayRun(long now) {
    return phase == Phase.HELD && young(now);
  }

  /** Whether this claim holds and its run may go on. */
  boolean holds(RunClaim claim, long now) {
    Held known = held.get(claim.task());
    return known != null && known.claim.equals(claim) && mayRun(now);
  }

  /** Until when user code may run, unless a renewal moves it; meaningful while it may. */
  long trustedUntil() {
    return trustedFrom + trustNanos;
  }

  private boolean young(long now) {
    return now - trustedFrom <= trustNanos;
  }

  private void begin(List<Action> actions) {
    phase = Phase.HELD;
    term++;
    actions.add(new Action.Resume());
  }

  private void endTerm(String reason, List<Action> actions) {
    term++;
    held.clear();
    strangers.clear();
    actions.add(new Action.StopAll(reason));
  }

  private void giveBack(List<Action> actions) {
    phase = Phase.GIVING_BACK;
    actions.add(new Action.GiveBack(term == 0));
  }

  /** Compares both views of what is ours; a claim younger than the renewal is not judged. */
  private void reconcile(long sent, RenewReply reply, List<Action> actions) {
    for (Held mine : List.copyOf(held.values())) {
      if (mine.since - sent > 0) {
        continue;
      }
      if (mine.claim.generation() != reply.generation()) {
        endTerm("the data set began another life", actions);
        giveBack(actions);
        return;
      }
      Long epoch = reply.owned().get(mine.claim.task());
      boolean agreed = epoch != null && epoch == mine.claim.epoch();
      mine.missing = agreed ? 0 : mine.missing + 1;
      if (mine.missing >= PROOF) {
        held.remove(mine.claim.task());
        actions.add(new Action.Drop(mine.claim, "the store says that the run is not ours"));
      }
    }
    strangers.keySet().retainAll(reply.owned().keySet());
    strangers.keySet().removeAll(held.keySet());
    for (TaskId task : reply.owned().keySet()) {
      if (!held.containsKey(task) && strangers.merge(task, 1, Integer::sum) > PROOF) {
        endTerm("the store says that a run is ours which is not driven here: " + task, actions);
        giveBack(actions);
        return;
      }
    }
  }
}
