package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;

/**
 * A server at full load for a long time: prints once a minute what it and its Redis take, and what
 * a finished run leaves behind. Flat columns are what is wanted.
 *
 * <pre>
 * --minutes 10 --clients 128 --root FOLDER
 * </pre>
 */
public final class Soak {
  private static final Set<String> OPTIONS = Set.of("minutes", "clients", "root");
  private static final String PATH = "/deployments/QuickStart/tasks/run";
  private static final int FILL = 20_000; // more than ended runs are kept
  private static final int COUNTED = 5_000;
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

  private final EmbeddedRedis redis;
  private final Programs programs;
  private final Child server;
  private final int clients;

  private Soak(EmbeddedRedis redis, Programs programs, Child server, int clients) {
    this.redis = redis;
    this.programs = programs;
    this.server = server;
    this.clients = clients;
  }

  /** Runs it; exits 1 when an answer was wrong. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(args, OPTIONS);
    Path scratch = Files.createTempDirectory("llamadeploy4j-soak-");
    Path root = Path.of(options.text("root", ".")).toAbsolutePath().normalize();
    Programs programs = new Programs(root, scratch);
    int status;
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(EmbeddedRedisSettings.of(scratch.resolve("redis")));
        Child server = programs.serve(redis, List.of())) {
      server.awaitReady();
      programs.llamactl("--server", server.url().toString(), "deploy", "deployment.yml");
      Soak soak = new Soak(redis, programs, server, options.number("clients", 128));
      status = soak.run(options.number("minutes", 10)) == 0 ? 0 : 1;
    } catch (BenchmarkException e) {
      System.err.println("soak: " + e.getMessage());
      status = 2;
    }
    System.exit(status); // after all that was started has ended
  }

  private long run(int minutes) throws Exception {
    System.out.println(Machine.describe() + System.lineSeparator());
    leftBehind();
    load(FILL, 600);
    System.out.println(
        "| Minute | Heap MB | Resident MB | Threads | Redis keys | Redis MB | AOF MB | Rewrites |");
    System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
    CompletableFuture<LoadReport> load =
        CompletableFuture.supplyAsync(() -> load(Integer.MAX_VALUE, minutes * 60));
    for (int minute = 1; minute <= minutes; minute++) {
      sample(minute, load);
    }
    LoadReport report = load.get();
    System.out.println(System.lineSeparator() + report.toText());
    return report.errors();
  }

  /** What each of some thousand runs adds, with nothing removed meanwhile. */
  private void leftBehind() {
    load(COUNTED / 5, 600);
    RedisInfo before = RedisInfo.of(redis);
    load(COUNTED, 600);
    RedisInfo after = RedisInfo.of(redis);
    System.out.printf(
        "A finished run of one step leaves %,d bytes in Redis' memory and writes %,d to its AOF.%n%n",
        (after.usedBytes() - before.usedBytes()) / COUNTED,
        (after.aofBytes() - before.aofBytes()) / COUNTED);
  }

  private void sample(int minute, CompletableFuture<LoadReport> load) throws Exception {
    TimeUnit.SECONDS.sleep(load.isDone() ? 0 : 55);
    RedisInfo info = RedisInfo.of(redis);
    System.out.printf(
        "| %d | %.1f | %.0f | %d | %,d | %.1f | %.1f | %d |%n",
        minute,
        heapBytes() / 1e6,
        ProcessUsage.of(server.pid()).residentBytes() / 1e6,
        threads(),
        info.keys(),
        info.usedBytes() / 1e6,
        info.aofBytes() / 1e6,
        info.number("aof_rewrites"));
  }

  /** What is alive: counted after a full collection. */
  private long heapBytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    long kilobytes = 0;
    Matcher used = HEAP.matcher(jcmd("GC.heap_info").split("Metaspace", 2)[0]);
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes * 1024;
  }

  private int threads() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .map(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  private String jcmd(String what) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), what)
            .redirectErrorStream(true)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(output, StandardCharsets.UTF_8);
  }

  private LoadReport load(int requests, int seconds) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--url", server.url().resolve(PATH).toString(), "--warm-up", "0"));
    options.addAll(List.of("--clients", Integer.toString(clients)));
    options.addAll(List.of("--requests", Integer.toString(requests)));
    options.addAll(List.of("--seconds", Integer.toString(seconds)));
    try {
      return programs.load(options);
    } catch (InterruptedException e) {
      throw new BenchmarkException("interrupted", e);
    }
  }
}
