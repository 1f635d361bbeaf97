package org.llamadeploy4j.messaging;

import static org.llamadeploy4j.messaging.Scene.LEASE;
import static org.llamadeploy4j.messaging.Scene.SHARD;
import static org.llamadeploy4j.messaging.Scene.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.VersionId;

/** A seeded stream of operations on stores: sensible, stale, repeated and wrong ones. */
final class RandomOperations {
  private static final List<ServiceId> SERVICES =
      List.of(new ServiceId("echo"), new ServiceId("ask"));
  private static final List<VersionId> VERSIONS = List.of(Scene.V1, Scene.V2);
  private static final List<SessionId> SESSIONS = List.of(new SessionId("s1"), new SessionId("s2"));
  private static final List<RuntimeId> RUNTIMES =
      List.of(new RuntimeId("r1"), new RuntimeId("r2"), new RuntimeId("r3"));

  private final Random random;
  private final List<SubmitRequest> submits = new ArrayList<>();
  private final List<ClaimRequest> wishes = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<CommitRequest> commits = new ArrayList<>();
  private final List<CompleteRequest> ends = new ArrayList<>();
  private int operations;
  private int created;

  RandomOperations(long seed) {
    random = new Random(seed);
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
      return quiet("create " + session, fixture -> fixture.sessions().create(SHARD, session));
    }
    int dice = random.nextInt(100);
    if (dice < 18) {
      return submit();
    } else if (dice < 36) {
      return claim();
    } else if (dice < 50) {
      return commit();
    } else if (dice < 62) {
      return complete();
    } else if (dice < 72) {
      return deliver();
    } else if (dice < 78) {
      return publish();
    } else if (dice < 90) {
      return lease();
    }
    return session();
  }

  /** Remembers claims and lengths from a reply. */
  void learn(Object reply) {
    if (reply instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof ClaimedRun run) {
          held.add(new Held(run.claim(), run.journal().size()));
        }
      }
    }
  }

  private Operation submit() {
    SubmitRequest request =
        !submits.isEmpty() && random.nextInt(6) == 0
            ? any(submits)
            : new SubmitRequest(
                SHARD,
                TaskId.of(0, new UUID(random.nextLong(), random.nextLong())),
                any(SERVICES),
                anySession(),
                payload(),
                6,
                3,
                random.nextBoolean() ? "door" : "");
    submits.add(request);
    return operation(request, fixture -> fixture.runs().submit(request));
  }

  private Operation claim() {
    ClaimRequest request =
        !wishes.isEmpty() && random.nextInt(5) == 0
            ? wishes.getLast()
            : new ClaimRequest(
                SHARD,
                any(SERVICES),
                any(VERSIONS),
                random.nextInt(4) != 0,
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
    RunStatus status = random.nextInt(4) == 0 ? RunStatus.FAILED : RunStatus.COMPLETED;
    CommitRequest last = step();
    CompleteRequest request =
        random.nextBoolean()
            ? new CompleteRequest(last, status, payload(), null)
            : new CompleteRequest(last, status, payload(), payload());
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
        random.nextBoolean());
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
            payload());
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
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Operation("renew", fixture -> fixture.runs().renew(SHARD, runtime, LEASE));
      case 2, 3, 4, 5, 6 ->
          new Operation("takeover", fixture -> fixture.runs().takeover(SHARD, max));
      case 7 -> new Operation("release", fixture -> fixture.runs().release(SHARD, runtime));
      case 8 -> quiet("restart", StoreFixture::restart);
      default -> quiet("advance " + step, fixture -> fixture.advance(step));
    };
  }

  private Operation session() {
    SessionId session = any(SESSIONS);
    boolean full = random.nextInt(8) == 0;
    return switch (random.nextInt(6)) {
      case 0, 1, 2 ->
          quiet("create " + session, fixture -> fixture.sessions().create(SHARD, session));
      case 3 -> new Operation("delete", fixture -> fixture.sessions().delete(SHARD, session));
      case 4 -> new Operation("list", fixture -> fixture.sessions().list(SHARD, 5));
      default -> quiet("full " + full, fixture -> fixture.full(full));
    };
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

  private <T> T any(List<T> items) {
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
