package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.SHARD;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/** The same operations on the twin and on Redis are answered alike and leave the same behind. */
@ExtendWith(SharedRedis.class)
class TwinAgainstRedisIT {
  private static final int SEQUENCES = 300;
  private static final int SIGNS_EVERY = 10;
  private static final int LENGTH = 80;
  private static final long FIRST_SEED = Long.getLong("ld4j.seed", 20_260_101L);

  @Test
  void seededSequencesEndInEqualDumps() {
    System.out.println("sequences of operations from seed " + FIRST_SEED);
    Map<String, Integer> replies = new TreeMap<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
      play(seed, replies);
    }
    System.out.println("replies: " + replies);
    replies.values().removeIf(count -> count == 0);
    assertThat(replies)
        .containsKeys(
            "Accepted", "QueueFull", "SessionFull", "SessionBusy", "StoreFull", "UnknownSession")
        .containsKeys(
            "Committed", "Fenced", "InboxChanged", "StateChanged", "refused", "true", "false")
        .containsKeys(
            "ACCEPTED", "OTHER_EVENT", "ENDED", "UNKNOWN", "INBOX_FULL", "DELETED", "BUSY")
        .containsKeys("THERE", "TOO_MANY")
        .containsKeys("Fresh", "Known", "Taken", "Due")
        .containsKeys("runs of claim", "tasks of takeover", "tasks of release")
        .containsKeys("parked", "tasks of fire")
        .containsKeys("Cancelled", "Requested", "Ended", "Unknown", "CancelRequested")
        .containsKeys("alone:", "room=", "suspects:", "poisoned", "folded=")
        .containsKeys("Refused", "WrongStatus", "OtherAttempt", "Deleted", "Active");
  }

  private static void play(long seed, Map<String, Integer> replies) {
    List<String> played = new ArrayList<>();
    RandomOperations operations = new RandomOperations(seed);
    Retention retention = retention(seed);
    try (TwinFixture twin = new TwinFixture(retention);
        RedisFixture redis = new RedisFixture(SharedRedis.settings(), retention)) {
      for (int i = 0; i < LENGTH; i++) {
        RandomOperations.Operation operation = operations.next();
        played.add(operation.name());
        Object fromTwin = operation.run().apply(twin);
        Object fromRedis = operation.run().apply(redis);
        played.add("  -> " + Shown.of(fromTwin));
        assertThat(Shown.of(fromRedis)).as(() -> story(seed, played)).isEqualTo(Shown.of(fromTwin));
        operations.learn(fromTwin);
        replies.merge(kind(operation, fromTwin), 1, Integer::sum);
        if (i % SIGNS_EVERY == 0) {
          countSigns(twin, replies);
        }
      }
      assertThat(redis.dump()).as(() -> story(seed, played)).isEqualTo(twin.dump());
      KeptBytes.of(redis.dump()).requireExact();
      countSigns(twin, replies);
      assertThat(views(redis)).as(() -> story(seed, played)).isEqualTo(views(twin));
    }
  }

  /** Counts states that last too shortly to be met at the end of a sequence. */
  private static void countSigns(TwinFixture twin, Map<String, Integer> replies) {
    String dump = twin.dump();
    for (String sign : List.of("alone:", "room=", "suspects:", "poisoned", "folded=")) {
      replies.merge(sign, dump.contains(sign) ? 1 : 0, Integer::sum);
    }
  }

  /** Of every other one the bytes are what binds: they suffice for one run to four. */
  private static Retention retention(long seed) {
    int batch = 1 + (int) (seed % 3);
    return seed % 2 == 0
        ? new Retention(3, Duration.ofDays(1), 1 << 20, batch)
        : new Retention(9, Duration.ofDays(1), 1_200 + seed % 5 * 500, batch);
  }

  private static String kind(RandomOperations.Operation operation, Object reply) {
    return switch (reply) {
      case List<?> list when list.isEmpty() -> "nothing";
      case List<?> list when list.getFirst() instanceof ClaimedRun -> "runs of claim";
      case List<?> list when list.getFirst() instanceof TaskId -> "tasks of " + operation.name();
      case List<?> list -> "list of " + list.getFirst().getClass().getSimpleName();
      case FireReply fired -> fired.queued().isEmpty() ? "nothing" : "tasks of fire";
      case CommitReply.Committed _ when operation.name().startsWith("ParkRequest") -> "parked";
      case Record entry -> entry.getClass().getSimpleName();
      default -> reply.toString();
    };
  }

  private static String views(StoreFixture fixture) {
    ServiceId echo = Scene.ECHO;
    return Shown.of(fixture.runs().tasks(SHARD, 100))
        + Shown.of(fixture.control().list(SHARD, TaskQuery.newest(100)))
        + Shown.of(fixture.sessions().list(SHARD, 100))
        + fixture.runs().queued(SHARD, echo)
        + fixture.runs().pace(SHARD, echo)
        + fixture.runs().unfinished(SHARD, Scene.V1);
  }

  private static String story(long seed, List<String> played) {
    return "seed " + seed + " (-Dld4j.seed)\n" + String.join("\n", played) + "\n";
  }
}
