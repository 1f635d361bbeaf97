package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.Reservations;
import org.llamadeploy4j.messaging.Reservations.Due;
import org.llamadeploy4j.messaging.Reservations.Keyed;
import org.llamadeploy4j.messaging.Reservations.KeyedTask;
import org.llamadeploy4j.messaging.Shard;

/**
 * Lets reservations of idempotency keys live as long as their tasks and a while after them. Any
 * number of processes may do so at once, and stop anywhere. Owned by the thread that calls {@link
 * #round()}.
 *
 * <p>A reservation is made for one and a half times that while, and prolonged by as much every half
 * of it while its task lives. So it ends early only if nobody sweeps for a whole such while.
 */
final class KeySweep {
  private static final int BATCH = 500;

  private final Messaging messaging;
  private final int shards;

  KeySweep(Messaging messaging, int shards) {
    this.messaging = messaging;
    this.shards = shards;
  }

  /** How long a reservation lives that nobody looks after, when keys are to be kept so long. */
  static Duration unattended(Duration keep) {
    return keep.plus(keep.dividedBy(2));
  }

  void round() {
    for (Deployment deployment : messaging.fleet().read().deployments().values()) {
      for (int shard = 0; shard < shards; shard++) {
        Shard one = new Shard(deployment.incarnation(), shard);
        while (sweep(one, deployment.rules().keyRetention()) == BATCH) {
          // There may be more.
        }
      }
    }
  }

  private int sweep(Shard shard, Duration keep) {
    Reservations reservations = messaging.reservations();
    Due due = reservations.due(shard, BATCH);
    Map<Keyed, Optional<Instant>> looks = new HashMap<>();
    for (KeyedTask task : due.tasks()) {
      boolean alive = task.state() == KeyedTask.State.ALIVE;
      boolean held =
          reservations.keep(
              shard.incarnation(),
              task.keyed().key(),
              task.keyed().task(),
              until(task, due.now(), keep),
              !alive);
      looks.put(
          task.keyed(),
          alive && held ? Optional.of(due.now().plus(keep.dividedBy(2))) : Optional.empty());
    }
    if (!looks.isEmpty()) {
      reservations.seen(shard, looks);
    }
    return looks.size();
  }

  private static Instant until(KeyedTask task, Instant now, Duration keep) {
    return switch (task.state()) {
      case ALIVE -> now.plus(unattended(keep));
      case ENDED -> task.endedAt().plus(keep);
      // Nobody knows any more when it ended: not later than now.
      case GONE -> now.plus(keep);
    };
  }
}
