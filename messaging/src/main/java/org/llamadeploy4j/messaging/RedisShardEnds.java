package org.llamadeploy4j.messaging;

/** The end of shards on Redis: each method is one script. Holds no state. */
final class RedisShardEnds implements ShardEnds {
  private final RedisShards shards;
  private final Script close;
  private final Script wipe;

  /** Loads the scripts from the class path. */
  RedisShardEnds(RedisShards shards) {
    this.shards = shards;
    close = shards.script("close");
    wipe = shards.script("wipe");
  }

  @Override
  public long close(Shard shard) {
    return RunReplies.count(shards.run(close, shard, shard.tag(), new RedisArgs()));
  }

  @Override
  public boolean wipe(Shard shard, int max) {
    RedisArgs args = new RedisArgs().number(max);
    return RunReplies.count(shards.run(wipe, shard, shard.tag(), args)) == 0;
  }
}
