package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on the keys of one shard.
 *
 * @param redis the connections
 * @param prefix what every key starts with
 * @param book finds a script by name; tests bring their own clock this way
 */
record RedisShards(RedisScripts redis, String prefix, Function<String, Script> book) {
  Script script(String name) {
    return book.apply(name);
  }

  /** Runs a script that belongs to what {@code lane} names, such as a task. */
  @Nullable Object run(Script script, Shard shard, String lane, RedisArgs args) {
    return redis.run(script, lane, keys(shard), args.list());
  }

  /** See {@link RedisScripts#start}. */
  CompletionStage<@Nullable Object> start(Script script, Shard shard, String lane, RedisArgs args) {
    return redis.start(script, lane, keys(shard), args.list());
  }

  private List<String> keys(Shard shard) {
    return List.of(prefix + shard.tag() + ":gen");
  }
}
