package org.llamadeploy4j.controlplane;

import java.util.List;
import java.util.stream.IntStream;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * The shards of one life of a deployment.
 *
 * @param incarnation which life
 * @param count how many, at least 1
 */
record Shards(Incarnation incarnation, int count) {
  /** Where a session lives. {@link String#hashCode()} is the same everywhere and for ever. */
  Shard of(SessionId session) {
    return new Shard(incarnation, Math.floorMod(session.value().hashCode(), count));
  }

  /** Where a task lives: its id says so. */
  Shard of(TaskId task) {
    return Shard.of(incarnation, task);
  }

  /** A shard for a task without a session. */
  Shard spread(int random) {
    return new Shard(incarnation, Math.floorMod(random, count));
  }

  List<Shard> all() {
    return IntStream.range(0, count).mapToObj(n -> new Shard(incarnation, n)).toList();
  }
}
