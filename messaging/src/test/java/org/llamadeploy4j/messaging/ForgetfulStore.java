package org.llamadeploy4j.messaging;

/**
 * The twin with a short memory: it forgets the id of an event as soon as a run has taken it, as a
 * store does after ten thousand others. No mistake, a run has to bear it. One that has ended is
 * remembered.
 */
final class ForgetfulStore extends ForwardingStore {
  private final TwinShards shards;

  ForgetfulStore(RunStore store, TwinShards shards) {
    super(store);
    this.shards = shards;
  }

  @Override
  public DeliverReply deliver(DeliverRequest request) {
    return shards.change(
        request.shard(),
        shard -> {
          TwinRun run = shard.runs.get(request.task());
          while (run != null && !run.status.ended() && run.ids.size() > run.inbox.size()) {
            run.ids.pollFirstEntry();
          }
          return target.deliver(request);
        });
  }
}
