package org.llamadeploy4j.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/**
 * Processes of all roles on one Redis, each behind a link of its own. The list of members never
 * changes; thread-safe.
 */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;

  private final EmbeddedRedis redis;
  private final List<Member> members = new ArrayList<>();

  private Fleet(EmbeddedRedis redis) {
    this.redis = redis;
  }

  /**
   * Starts a fleet and waits until all are ready.
   *
   * @param llamactl the program
   * @param folder where everything lies; exists
   * @throws ChaosException when a process does not get ready; says what it printed
   */
  static Fleet start(Path llamactl, Path folder, FleetShape shape) throws InterruptedException {
    EmbeddedRedis redis =
        EmbeddedRedis.start(
            EmbeddedRedisSettings.of(folder.resolve("redis")).withFsync(shape.fsync()));
    Fleet fleet = new Fleet(redis);
    try {
      Member.Setup setup = new Member.Setup(llamactl, folder, redis.port(), redis.password());
      fleet.add(Role.CONTROL_PLANE, shape.controlPlanes(), setup);
      fleet.add(Role.API_SERVER, shape.apiServers(), setup);
      fleet.add(Role.RUNTIME, shape.runtimes(), setup);
      fleet.members.forEach(Member::start);
      fleet.awaitReady();
      return fleet;
    } catch (RuntimeException | InterruptedException e) {
      fleet.close();
      throw e;
    }
  }

  private void add(Role role, int count, Member.Setup setup) {
    for (int i = 1; i <= count; i++) {
      members.add(new Member(role.word() + "-" + i, role, setup));
    }
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  List<Member> members(Role role) {
    return members.stream().filter(member -> member.role() == role).toList();
  }

  /** Where the API servers listen. */
  List<String> urls() {
    return members(Role.API_SERVER).stream().map(Member::url).toList();
  }

  EmbeddedRedis redis() {
    return redis;
  }

  /** Waits until every process has told that it is ready. */
  void awaitReady() throws InterruptedException {
    for (Member member : members) {
      await(member::isReady, () -> member + " does not get ready; it printed: " + member.output());
    }
  }

  private static void await(BooleanSupplier done, Supplier<String> otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new ChaosException(otherwise.get());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void close() {
    Stream.of(Role.API_SERVER, Role.RUNTIME, Role.CONTROL_PLANE)
        .flatMap(role -> members(role).stream())
        .forEach(Member::close);
    redis.close();
  }
}
