package org.llamadeploy4j.messaging;

import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.SessionPolicy;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** A seeded stream of operations on stores: sensible, stale, repeated and wrong ones. */
final class RandomOperations {
  private static final List<ServiceId> SERVICES =
      List.of(new ServiceId("echo"), new ServiceId("ask"));
  private static final List<VersionId> VERSIONS = List.of(Scene.V1, Scene.V2);
  private static final List<SessionId> SESSIONS = List.of(new SessionId("s1"), new SessionId("s2"));
  private static final List<IdempotencyKey> KEYS =
      List.of(new IdempotencyKey("k1"), new IdempotencyKey("{k}2"));
  private static final List<SessionPolicy> POLICIES =
      List.of(
          SessionPolicy.ENQUEUE,
          SessionPolicy.ENQUEUE,
          SessionPolicy.REJECT,
          SessionPolicy.PARALLEL);
  private static final List<RunStatus> ENDS =
      List.of(
          RunStatus.COMPLETED,
          RunStatus.COMPLETED,
          RunStatus.COMPLETED,
          RunStatus.FAILED,
          RunStatus.CANCELLED);
  private static final List<RuntimeId> RUNTIMES =
      List.of(new RuntimeId("r1"), new RuntimeId("r2"), new RuntimeId("r3"));

  private final Random random;
  private final List<SubmitRequest> submits = new ArrayList<>();
  private final List<ClaimRequest> wishes = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<CommitRequest> commits = new ArrayList<>();
  private final List<@Nullable SharedState> seen = new ArrayList<>();
  private final List<ParkRequest> parks = new ArrayList<>();
  private final List<CompleteRequest> ends = new ArrayList<>();
  private final List<CancelRequest> cancels = new ArrayList<>();
  private final List<RetryRequest> retries = new ArrayList<>();
  private int operations;
  private int created;

  /** Whether runtimes die again and again with the few runs that there are. */
  private final boolean deadly;

  RandomOperations(long seed) {
    random = new Random(seed);
    deadly = seed % 4 == 0;
    seen.add(null);
    seen.add(new SharedState(null));
  }

  /** What a driver would know about a run that it claimed once. */
  private static final class Held {
    final RunClaim claim;
    int length;

    Held(RunClaim claim, int length) {
      this.claim = claim;
      this.length = length;
    }
  }

  /** An operation with its name. Its result is to be told to {@link #learn}. */
  record Operation(String name, Function<StoreFixture, Object> run) {}

  Operation next() {
    if (created < SESSIONS.size()) {
      SessionId session = SESSIONS.get(created++);
      return quiet("create " + session, fixture -> fixture.sessions().create(SHARD, session, 2));
    }
    if (deadly && random.nextInt(3) == 0) {
      return random.nextBoolean() ? claim() : lapse();
    }
    int dice = random.nextInt(100);
    if (dice < 15) {
      return submit();
    } else if (dice < 30) {
      return claim();
    } else if (dice < 41) {
      return commit();
    } else if (dice < 50) {
      return complete();
    } else if (dice < 58) {
      return park();
    } else if (dice < 65) {
      return deliver();
    } else if (dice < 68) {
      return publish();
    } else if (dice < 78) {
      return control();
    } else if (dice < 94) {
      return lease();
    } else if (dice < 97) {
      return reservation();
    }
    return session();
  }

  /** Remembers claims, lengths and states from a reply. */
  void learn(Object reply) {
    if (reply instanceof CommitReply.StateChanged(byte[] state)) {
      seen.add(new SharedState(state));
    }
    if (reply instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof ClaimedRun run) {
          held.add(new Held(run.claim(), run.journal().size()));
        }
      }
    }
  }

  private Operation submit() {
    SessionId session = anySession();
    SubmitRequest request =
        !submits.isEmpty() && random.nextInt(6) == 0
            ? any(submits)
            : new SubmitRequest(
                SHARD,
                TaskId.of(0, new UUID(random.nextLong(), random.nextLong())),
                any(few(SERVICES)),
                session,
                payload(),
                new SubmitLimits(6, 3, any(POLICIES)),
                random.nextBoolean() ? "door" : "",
                random.nextInt(3) == 0 ? any(KEYS) : null,
                random.nextInt(6) == 0
                    ? TwinFixture.START.plusMillis(random.nextInt(60_000))
                    : null,
                session != null && random.nextInt(4) == 0);
    submits.add(request);
    return operation(request, fixture -> fixture.runs().submit(request));
  }

  private Operation claim() {
    ClaimRequest request =
        !wishes.isEmpty() && random.nextInt(5) == 0
            ? wishes.getLast()
            : new ClaimRequest(
                SHARD,
                any(few(SERVICES)),
                any(few(VERSIONS)),
                random.nextInt(4) != 0,
                1 + random.nextInt(3),
                any(RUNTIMES),
                LEASE,
                1 + random.nextInt(3),
                newOperation());
    wishes.add(request);
    return operation(request, fixture -> fixture.runs().claim(request));
  }

  private Operation commit() {
    if (held.isEmpty()) {
      return claim();
    }
    if (!commits.isEmpty() && random.nextInt(5) == 0) {
      CommitRequest again = commits.getLast();
      return operation(again, fixture -> guarded(() -> fixture.runs().commit(again)));
    }
    CommitRequest request = step();
    commits.add(request);
    return operation(request, fixture -> guarded(() -> fixture.runs().commit(request)));
  }

  private Operation complete() {
    if (held.isEmpty()) {
      return submit();
    }
    if (!ends.isEmpty() && random.nextInt(5) == 0) {
      CompleteRequest again = ends.getLast();
      return operation(again, fixture -> guarded(() -> fixture.runs().complete(again)));
    }
    RunStatus status = any(ENDS);
    CommitRequest last = step();
    CompleteRequest request =
        random.nextBoolean()
            ? new CompleteRequest(last, status, payload(), null)
            : new CompleteRequest(last, status, payload(), payload(), any(seen));
    ends.add(request);
    return operation(request, fixture -> guarded(() -> fixture.runs().complete(request)));
  }

  /** Mostly of a recent claim, mostly with the right length. */
  private CommitRequest step() {
    Held run = held.get(Math.max(0, held.size() - 1 - random.nextInt(3)));
    int length = random.nextInt(12) == 0 ? run.length + random.nextInt(3) - 1 : run.length;
    List<byte[]> ticks = payloads();
    run.length = length + ticks.size();
    return new CommitRequest(
        wrongAtTimes(run.claim),
        newOperation(),
        length,
        ticks,
        payloads(),
        random.nextInt(5) == 0 ? 1 + random.nextInt(2) : 0,
        random.nextBoolean(),
        random.nextInt(deadly ? 4 : 2) == 0);
  }

  private Operation park() {
    if (held.isEmpty()) {
      return claim();
    }
    if (!parks.isEmpty() && random.nextInt(5) == 0) {
      ParkRequest again = parks.getLast();
      return operation(again, fixture -> guarded(() -> fixture.runs().park(again)));
    }
    Held run = held.get(Math.max(0, held.size() - 1 - random.nextInt(3)));
    ParkRequest request =
        new ParkRequest(
            wrongAtTimes(run.claim),
            newOperation(),
            run.length - (random.nextInt(12) == 0 ? 1 : 0),
            random.nextInt(3) == 0 ? null : Duration.ofMillis(random.nextInt(3_000)));
    parks.add(request);
    return operation(request, fixture -> guarded(() -> fixture.runs().park(request)));
  }

  private RunClaim wrongAtTimes(RunClaim claim) {
    return random.nextInt(16) == 0 ? any(Scene.wrong(claim)) : claim;
  }

  private Operation deliver() {
    if (submits.isEmpty()) {
      return submit();
    }
    DeliverRequest request =
        new DeliverRequest(
            SHARD,
            any(submits).task(),
            random.nextInt(6) == 0 ? any(SESSIONS) : null,
            "event" + random.nextInt(4),
            payload(),
            random.nextBoolean() ? "" : "hash" + random.nextInt(2));
    return operation(request, fixture -> fixture.runs().deliver(request));
  }

  private Operation publish() {
    if (held.isEmpty()) {
      return submit();
    }
    RunClaim claim = wrongAtTimes(held.getLast().claim);
    List<byte[]> events = random.nextBoolean() ? List.of(payload()) : List.of(payload(), payload());
    PublishRequest request = new PublishRequest(claim, 1 + random.nextInt(4), events);
    return operation(
        request, fixture -> fixture.runs().publish(request).toCompletableFuture().join());
  }

  private Operation lease() {
    RuntimeId runtime = any(RUNTIMES);
    int max = random.nextInt(4);
    Duration step =
        random.nextInt(20) == 0
            ? Duration.ofMinutes(random.nextInt(3) - 1)
            : Duration.ofMillis(1_000 + random.nextInt(3_000));
    return switch (random.nextInt(16)) {
      case 12, 13, 14, 15 -> new Operation("fire", fixture -> fixture.runs().fire(SHARD, max));
      case 0, 1 -> new Operation("renew", fixture -> fixture.runs().renew(SHARD, runtime, LEASE));
      case 2, 3, 4, 5, 6 ->
          new Operation("takeover", fixture -> fixture.runs().takeover(SHARD, max));
      case 7 ->
          new Operation("release", fixture -> fixture.runs().release(SHARD, runtime, max % 2 == 0));
      case 8 -> quiet("restart", StoreFixture::restart);
      default -> quiet("advance " + step, fixture -> fixture.advance(step));
    };
  }

  private Operation control() {
    if (submits.isEmpty()) {
      return submit();
    }
    TaskId task = submits.get(Math.max(0, submits.size() - 1 - random.nextInt(8))).task();
    return switch (random.nextInt(8)) {
      case 0 -> operation("delete " + task, fixture -> fixture.control().delete(SHARD, task));
      case 1, 2, 3 -> {
        RetryRequest request =
            !retries.isEmpty() && random.nextInt(5) == 0
                ? retries.getLast()
                : new RetryRequest(
                    SHARD,
                    task,
                    newOperation(),
                    2 + (random.nextInt(4) == 0 ? 1 : 0),
                    new SubmitLimits(6, 3, any(POLICIES)));
        retries.add(request);
        yield operation(request, fixture -> fixture.control().retry(request));
      }
      default -> {
        CancelRequest request =
            !cancels.isEmpty() && random.nextInt(5) == 0
                ? cancels.getLast()
                : new CancelRequest(SHARD, task, newOperation());
        cancels.add(request);
        yield operation(request, fixture -> fixture.control().cancel(request));
      }
    };
  }

  /** All leases lapse at once but for that of one runtime. */
  private Operation lapse() {
    RuntimeId spared = any(RUNTIMES);
    return new Operation(
        "takeover",
        fixture -> {
          fixture.runs().renew(SHARD, new RuntimeId("watch"), LEASE);
          fixture.advance(LEASE.minusMillis(1));
          fixture.runs().renew(SHARD, spared, LEASE);
          fixture.advance(Duration.ofMillis(1));
          return fixture.runs().takeover(SHARD, 9);
        });
  }

  private <T> List<T> few(List<T> all) {
    return deadly ? all.subList(0, 1) : all;
  }

  private Operation session() {
    SessionId session = any(SESSIONS);
    int max = 1 + random.nextInt(2);
    boolean full = random.nextInt(8) == 0;
    return switch (random.nextInt(7)) {
      case 6 -> random.nextInt(20) == 0 ? end() : list();
      case 0, 1, 2 ->
          new Operation(
              "create %s of %d".formatted(session, max),
              fixture -> fixture.sessions().create(SHARD, session, max));
      case 3 -> new Operation("delete", fixture -> fixture.sessions().delete(SHARD, session));
      case 4 -> new Operation("list", fixture -> fixture.sessions().list(SHARD, 5));
      default -> quiet("full " + full, fixture -> fixture.full(full));
    };
  }

  /** Mostly in vain: it needs a closed shard without open tasks. */
  private Operation end() {
    int max = 1 + random.nextInt(3);
    return random.nextInt(3) == 0
        ? new Operation("close", fixture -> fixture.shardEnds().close(SHARD))
        : new Operation("wipe", fixture -> guarded(() -> fixture.shardEnds().wipe(SHARD, max)));
  }

  private Operation reservation() {
    TaskId task =
        submits.isEmpty() || random.nextBoolean()
            ? TaskId.of(0, new UUID(7, random.nextInt(3)))
            : any(submits).task();
    IdempotencyKey key = any(KEYS);
    int number = random.nextInt(3);
    boolean flag = random.nextBoolean();
    Duration later = Duration.ofMinutes(random.nextInt(4) - 1);
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        ReserveRequest request =
            new ReserveRequest(
                SHARD.incarnation(),
                key,
                task,
                flag ? any(SESSIONS) : null,
                "hash" + random.nextInt(2),
                Duration.ofMinutes(3));
        yield operation(request, fixture -> fixture.reservations().reserve(request));
      }
      case 2 ->
          new Operation(
              "free " + key + " " + task + " " + number,
              fixture -> fixture.reservations().free(SHARD.incarnation(), key, task, number));
      case 3 ->
          new Operation(
              "keep " + key + " " + task + " " + later + " " + flag,
              fixture -> {
                Instant until = fixture.reservations().due(SHARD, 1).now().plus(later);
                return fixture.reservations().keep(SHARD.incarnation(), key, task, until, flag);
              });
      case 4, 5 ->
          submits.stream()
              .filter(submit -> submit.key() != null)
              .findFirst()
              .map(first -> operation(first, fixture -> fixture.runs().submit(first)))
              .orElseGet(this::submit);
      case 6 -> new Operation("due", fixture -> fixture.reservations().due(SHARD, 1 + number));
      default ->
          new Operation(
              "seen " + later,
              fixture -> {
                Reservations.Due due = fixture.reservations().due(SHARD, 2);
                Map<Reservations.Keyed, Optional<Instant>> looks = new HashMap<>();
                due.tasks()
                    .forEach(one ->
                        looks.put(
                            one.keyed(),
                            flag ? Optional.of(due.now().plus(later)) : Optional.empty()));
                fixture.reservations().seen(SHARD, looks);
                return due;
              });
    };
  }

  private Operation list() {
    RunStatus status = any(List.of(RunStatus.values()));
    TaskPlace after =
        submits.isEmpty() || random.nextBoolean()
            ? null
            : new TaskPlace(
                TwinFixture.START.toEpochMilli() + random.nextInt(9_000), any(submits).task());
    TaskQuery query =
        new TaskQuery(
            random.nextBoolean() ? Set.of() : Set.of(status),
            random.nextBoolean() ? null : any(SERVICES),
            random.nextBoolean() ? null : anySession(),
            after,
            1 + random.nextInt(4),
            1 + random.nextInt(9));
    return operation(query, fixture -> fixture.control().list(SHARD, query));
  }

  private static Operation operation(Object request, Function<StoreFixture, Object> run) {
    return new Operation(Shown.of(request), run);
  }

  private static Operation quiet(String name, Consumer<StoreFixture> action) {
    return new Operation(
        name,
        fixture -> {
          action.accept(fixture);
          return "";
        });
  }

  /** Taking more than the inbox holds is refused with an exception. */
  private static Object guarded(Supplier<Object> call) {
    try {
      return call.get();
    } catch (MessagingUnavailableException e) {
      throw e;
    } catch (MessagingException e) {
      return "refused";
    }
  }

  private String newOperation() {
    return "op" + ++operations;
  }

  private <T extends @Nullable Object> T any(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  private @Nullable SessionId anySession() {
    return random.nextBoolean() ? null : any(SESSIONS);
  }

  private byte[] payload() {
    return bytes("p" + "x".repeat(random.nextInt(3) == 0 ? 100 : random.nextInt(8)));
  }

  private List<byte[]> payloads() {
    return IntStream.range(0, random.nextInt(3)).mapToObj(i -> payload()).toList();
  }
}
