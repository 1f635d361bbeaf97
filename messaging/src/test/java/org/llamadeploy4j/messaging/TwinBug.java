package org.llamadeploy4j.messaging;

/** A mistake in the rules of the store, for a simulation to find. */
public enum TwinBug {
  /** Writes are accepted whoever claimed the run since. */
  COMMIT_WITHOUT_TOKEN {
    @Override
    RunStore in(RunStore correct, TwinShards shards) {
      return new BentStore(correct, shards) {
        @Override
        RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
          return new RunClaim(
              claim.shard(),
              claim.task(),
              claim.runtime(),
              claim.generation(),
              run.epoch,
              String.valueOf(run.token));
        }
      };
    }
  };

  /** The store with the mistake in it. */
  abstract RunStore in(RunStore correct, TwinShards shards);
}
