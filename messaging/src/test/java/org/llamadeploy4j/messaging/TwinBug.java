package org.llamadeploy4j.messaging;

import java.util.function.BiFunction;

/** Mistakes in the rules of the store, each of which a simulation has to find. */
@SuppressWarnings("ImmutableEnumChecker") // stateless functions
public enum TwinBug {
  /** A write is accepted whoever claimed the run since. */
  WRITE_WITHOUT_TOKEN(WriteBugs.NoToken::new),
  /** A write is accepted in whatever life of the data set the run was claimed. */
  WRITE_WITHOUT_GENERATION(WriteBugs.NoGeneration::new),
  /** A write is accepted whatever the journal holds by now. */
  WRITE_WITHOUT_LENGTH(WriteBugs.NoLength::new),
  /** Anybody may add to a run's stream. */
  PUBLISH_UNFENCED(EventBugs.PublishUnfenced::new),
  /** What is streamed again is there twice. */
  PUBLISH_REPEATED(EventBugs.PublishRepeated::new),
  /** A run ends although an event is in its inbox. */
  COMPLETE_WITH_INBOX(WriteBugs.CompleteWithInbox::new),
  /** A run is parked although an event is in its inbox. */
  PARK_WITH_INBOX(WriteBugs.ParkWithInbox::new),
  /** An event for a parked run does not bring it back. */
  DELIVER_WITHOUT_WAKE(EventBugs.DeliverWithoutWake::new),
  /** An event that is sent again is accepted again. */
  DELIVER_REPEATED(EventBugs.DeliverRepeated::new),
  /** An event for a run that has ended is answered with success. */
  DELIVER_AFTER_END(EventBugs.DeliverAfterEnd::new),
  /** A repeated write is not known again. */
  OPERATION_FORGOTTEN(WriteBugs.OperationForgotten::new),
  /** A repeated claim is not known again. */
  CLAIM_FORGOTTEN(ClaimBugs.ClaimForgotten::new),
  /** A run that was claimed is not bound to its version. */
  CLAIM_WITHOUT_PIN(ClaimBugs::claimWithoutPin),
  /** Runs are taken over from whoever has a lease. */
  TAKEOVER_WITHOUT_EXPIRY(ClaimBugs::takeoverWithoutExpiry),
  /** After the store's restart leases get no other term. */
  RESTART_WITHOUT_GRACE(ClaimBugs::restartWithoutGrace),
  /** What is taken over is taken from its owner and put nowhere. */
  TAKEOVER_WITHOUT_QUEUE(ClaimBugs::takeoverWithoutQueue),
  /** The end of a run does not let the next one of its session go on. */
  SESSION_NOT_PASSED_ON(WriteBugs.SessionNotPassedOn::new),
  /** A run whose runtime died leaves its session to others. */
  SESSION_FREED_BY_TAKEOVER(ClaimBugs::sessionFreed),
  /** A completed run leaves its session's state as it was. */
  SESSION_STATE_FORGOTTEN(WriteBugs.SessionStateForgotten::new),
  /** A task that is to start later is started at once. */
  START_FORGOTTEN(WriteBugs.StartForgotten::new),
  /** A timer is taken off before its run is put into the queue. */
  TIMER_DROPPED(ClaimBugs.TimerDropped::new),
  /** The ticks of a commit are written in the wrong order. */
  TICKS_SWAPPED(WriteBugs.TicksSwapped::new),
  /** Where the stream was cut is not noted when the data set began another life. */
  CUT_FORGOTTEN(ClaimBugs.CutForgotten::new),
  /** A run ends as it likes although somebody has cancelled it. */
  CANCEL_BEATEN(WriteBugs.CancelBeaten::new),
  /** A run whose runtime died goes on although somebody has cancelled it. */
  CANCEL_LOST_WITH_OWNER(ClaimBugs::cancelLostWithOwner);

  private final BiFunction<RunStore, TwinShards, RunStore> plant;

  TwinBug(BiFunction<RunStore, TwinShards, RunStore> plant) {
    this.plant = plant;
  }

  /** The store with the mistake in it. */
  RunStore in(RunStore correct, TwinShards shards) {
    return plant.apply(correct, shards);
  }
}
