package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.llamadeploy4j.controlplane.ControlPlane;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.controlplane.ControlPlaneSettings;
import org.llamadeploy4j.controlplane.Deployments;
import org.llamadeploy4j.controlplane.DeploymentsSettings;
import org.llamadeploy4j.controlplane.LiveDeployment;
import org.llamadeploy4j.controlplane.Router;
import org.llamadeploy4j.controlplane.RouterSettings;
import org.llamadeploy4j.controlplane.Submitted;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.FolderArtifactStore;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.Signals.EndedRun;
import org.llamadeploy4j.protocol.ErrorCode;
import org.llamadeploy4j.protocol.EventDefinition;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.serviceruntime.RuntimeSettings;
import org.llamadeploy4j.serviceruntime.ServiceRuntime;

/**
 * What tasks cost that are parked in Redis: bytes of Redis, heap and threads, printed each time
 * their number has doubled; then how soon events and timers bring some of them back. All roles run
 * in this process on an embedded Redis.
 *
 * <pre>
 * --tasks 200000 --sessions 0|1 --idle-millis 1000 --answers 1000 --naps 1000 --data FOLDER
 * </pre>
 *
 * <p>Over 300 lines: a whole fleet is put together here, with the source of its workflow.
 */
@SuppressWarnings("try") // what closes its parts may be interrupted
public final class ParkedTasks implements AutoCloseable {
  static final Set<String> OPTIONS =
      Set.of("tasks", "sessions", "idle-millis", "answers", "naps", "data");
  private static final int MOST_SESSIONS = 10_000_000;
  private static final String NAME = "Parked";
  private static final ServiceId SERVICE = new ServiceId("rest");
  private static final int FIRST = 12_500;
  private static final int CALLERS = 64;
  private static final long MAX_MEMORY_BYTES = 8L << 30;
  private static final int NAP_MILLIS = 20_000;

  private static final String WORKFLOW =
      """
      import java.time.*;
      import org.llamadeploy4j.workflow.*;

      public final class Rest extends Workflow {
        public record Input(int millis) implements StartEvent {}

        @Step
        StopEvent rest(Context ctx, Input in) throws Exception {
          if (in.millis() > 0) {
            Instant from = ctx.once("from", Instant.class, Instant::now);
            ctx.sleep(Duration.ofMillis(in.millis()));
            return StopEvent.of(Duration.between(from, Instant.now()).toMillis() - in.millis());
          }
          HumanResponseEvent answer =
              ctx.waitForEvent(
                  HumanResponseEvent.class, WaitOptions.defaults().withTimeout(Duration.ofDays(7)));
          return StopEvent.of(answer.get("response", String.class));
        }
      }
      """;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final boolean sessions;
  private final EmbeddedRedis redis;
  private final Messaging messaging;
  private final ServiceRuntime runtime;
  private final LiveDeployment deployment;
  private final Shard shard;
  private final VersionId version;
  private final List<Submitted> open = new ArrayList<>();

  ParkedTasks(Options options, Path folder) throws IOException, InterruptedException {
    sessions = options.number("sessions", 0) == 1;
    EmbeddedRedisSettings defaults = EmbeddedRedisSettings.of(folder.resolve("redis"));
    redis =
        keep(
            EmbeddedRedis.start(
                new EmbeddedRedisSettings(
                    defaults.dataDir(),
                    defaults.fsync(),
                    MAX_MEMORY_BYTES,
                    defaults.binary(),
                    defaults.startTimeout(),
                    defaults.stopTimeout())));
    messaging = keep(RedisMessaging.connect(redis.settings()));
    FolderArtifactStore artifacts = new FolderArtifactStore(folder.resolve("artifacts"));
    Duration idle = Duration.ofMillis(options.number("idle-millis", 1_000));
    RuntimeSettings settings =
        RuntimeSettings.of(new RuntimeId("r1"), "here", folder.resolve("work"))
            .with(RuntimeSettings.Times.DEFAULT.withIdle(idle));
    runtime = keep(new ServiceRuntime(settings, messaging, artifacts, reason -> {}));
    runtime.start();
    keep(new ControlPlane("c1", messaging, ControlPlaneSettings.defaults())).start();
    Router router =
        keep(new Router(messaging, RouterSettings.defaults().withLimits(MOST_SESSIONS, 1_000)));
    router.start();
    deploy(folder, artifacts);
    deployment = router.open(NAME);
    Deployment known =
        Objects.requireNonNull(messaging.fleet().read().deployments().get(deployment.name()));
    shard = new Shard(known.incarnation(), 0);
    version = Objects.requireNonNull(known.live().get(SERVICE)).id();
  }

  /** Parks the tasks and prints what they cost. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(args, OPTIONS);
    Path folder =
        options.has("data")
            ? Files.createDirectories(Path.of(options.text("data", "")))
            : Files.createTempDirectory("parked-tasks");
    try (ParkedTasks tasks = new ParkedTasks(options, folder)) {
      tasks.measure(
          options.number("tasks", 200_000),
          options.number("answers", 1_000),
          options.number("naps", 1_000));
    }
    System.out.println();
    System.out.println(Machine.describe());
  }

  private void deploy(Path folder, FolderArtifactStore artifacts)
      throws IOException, InterruptedException {
    Path source = Files.createDirectories(folder.resolve("rest"));
    Files.writeString(source.resolve("Rest.java"), WORKFLOW);
    String yaml =
        """
        name: %s
        default-service: %s
        services:
          %s: {name: Rest, source: {type: local, name: ./rest}, path: Rest}
        """
            .formatted(NAME, SERVICE, SERVICE);
    new Deployments(messaging, artifacts, DeploymentsSettings.defaults())
        .deploy(yaml.getBytes(StandardCharsets.UTF_8), "parked.yml", folder, false);
  }

  /**
   * What parked tasks cost, each.
   *
   * @param threads how many more there are than with no task, in all
   */
  record Cost(int tasks, long redisBytes, long heapBytes, int threads) {}

  private void measure(int tasks, int answers, int naps) throws Exception {
    park(tasks);
    System.out.println();
    answer(answers);
    nap(naps);
  }

  /** Parks so many; prints what they cost each time their number has doubled. */
  Cost park(int tasks) throws Exception {
    parkMore(1_000); // what is loaded and compiled once is not counted
    Usage before = usage();
    int there = 0;
    Cost cost = new Cost(0, 0, 0, 0);
    System.out.println("| parked | Redis, bytes each | heap, bytes each | threads more | in s |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: |");
    for (int next = Math.min(FIRST, tasks); there < tasks; next = Math.min(2 * next, tasks)) {
      long start = System.nanoTime();
      parkMore(next - there);
      there = next;
      cost = usage().since(before, there);
      System.out.printf(
          "| %,d | %,d | %,d | %d | %.1f |%n",
          there,
          cost.redisBytes(),
          cost.heapBytes(),
          cost.threads(),
          (System.nanoTime() - start) / 1e9);
    }
    return cost;
  }

  /** Submits so many and waits until nothing of them is left here. */
  private void parkMore(int count) throws Exception {
    long unfinished = messaging.runs().unfinished(shard, version) + count;
    byte[] input = "{\"millis\": 0}".getBytes(StandardCharsets.UTF_8);
    AtomicInteger left = new AtomicInteger(count);
    List<Future<List<Submitted>>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(() -> submit(left, input)));
      }
      for (Future<List<Submitted>> caller : callers) {
        open.addAll(caller.get());
      }
    }
    await(() -> messaging.runs().unfinished(shard, version) == unfinished);
    await(() -> runtime.status().running() == 0 && runtime.status().waiting() == 0);
  }

  private List<Submitted> submit(AtomicInteger left, byte[] input) throws InterruptedException {
    List<Submitted> tasks = new ArrayList<>();
    while (left.getAndDecrement() > 0) {
      String session = sessions ? deployment.sessions().create().value() : null;
      Submitted task = null;
      while (task == null) {
        try {
          task = deployment.submit(null, session, input);
        } catch (ControlPlaneException e) {
          if (e.code() != ErrorCode.OVERLOADED) {
            throw e;
          }
          Thread.sleep(20);
        }
      }
      tasks.add(task);
    }
    return tasks;
  }

  /**
   * Answers so many, one after another, and prints how long after its event each has ended.
   *
   * @return how many have
   */
  long answer(int count) throws InterruptedException {
    EventDefinition event =
        new EventDefinition(
            SERVICE.value(),
            "{\"__is_pydantic\": true, \"qualified_name\": \"HumanResponseEvent\","
                + " \"value\": {\"response\": \"42\"}}");
    LatencyHistogram latencies = new LatencyHistogram();
    int step = Math.max(1, open.size() / Math.max(1, count));
    for (int i = 0; i < open.size() && latencies.total() < count; i += step) {
      long start = System.nanoTime();
      Submitted task = open.get(i);
      String session = task.session() == null ? "" : task.session().value();
      deployment.send(task.task().value(), session, event, null);
      checkAnswer(deployment.awaitEnd(task.task()));
      latencies.record(System.nanoTime() - start);
    }
    System.out.printf(
        "%,d of them were answered, one by one; from the event to the end of the run p50 %.1f ms,"
            + " p99 %.1f ms, at most %.1f ms%n",
        latencies.total(),
        latencies.percentileNanos(0.5) / 1e6,
        latencies.percentileNanos(0.99) / 1e6,
        latencies.maxNanos() / 1e6);
    return latencies.total();
  }

  private static void checkAnswer(EndedRun end) {
    String result = new String(end.result(), StandardCharsets.UTF_8);
    if (!result.equals("\"42\"")) {
      throw new BenchmarkException("a run ended as " + end.status() + " with " + result);
    }
  }

  /** How late runs are that sleep, with all the others parked. */
  private void nap(int count) throws InterruptedException {
    byte[] input = ("{\"millis\": " + NAP_MILLIS + "}").getBytes(StandardCharsets.UTF_8);
    LatencyHistogram late = new LatencyHistogram();
    for (Submitted task : submit(new AtomicInteger(count), input)) {
      byte[] result = deployment.awaitEnd(task.task()).result();
      late.record(Long.parseLong(new String(result, StandardCharsets.UTF_8)) * 1_000_000);
    }
    System.out.printf(
        "%,d more slept %d s: p50 %.0f ms late, p99 %.0f ms, at most %.0f ms%n",
        late.total(),
        NAP_MILLIS / 1_000,
        late.percentileNanos(0.5) / 1e6,
        late.percentileNanos(0.99) / 1e6,
        late.maxNanos() / 1e6);
  }

  private record Usage(long redis, long heap, int threads) {

    Cost since(Usage before, int tasks) {
      return new Cost(
          tasks,
          (redis - before.redis()) / tasks,
          (heap - before.heap()) / tasks,
          threads - before.threads());
    }
  }

  private Usage usage() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return new Usage(
        RedisInfo.of(redis).usedBytes(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static void await(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
