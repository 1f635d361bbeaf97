package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final int FILL = 20_000; // more than ended runs are kept
  private static final int COUNTED = 5_000;
  private static final Duration BEFORE_THE_END = Duration.ofSeconds(5); // still under load
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

  private final QuickStartServer server;
  private final int clients;

  private Soak(QuickStartServer server, int clients) {
    this.server = server;
    this.clients = clients;
  }

  /** Runs it; exits 1 when an answer was wrong. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(args, OPTIONS);
    int minutes = options.number("minutes", 10);
    System.exit(
        QuickStartServer.run(
            "soak",
            options,
            server -> new Soak(server, options.number("clients", 128)).run(minutes)));
  }

  private long run(int minutes) throws Exception {
    leftBehind();
    load(FILL, 600);
    System.out.println(
        "| Minute | Heap MB | Resident MB | Threads | Redis keys | Redis MB | AOF MB | Rewrites |");
    System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
    CompletableFuture<LoadReport> load =
        CompletableFuture.supplyAsync(() -> load(Integer.MAX_VALUE, minutes * 60));
    long start = System.nanoTime();
    for (int minute = 1; minute <= minutes; minute++) {
      long due = start + TimeUnit.MINUTES.toNanos(minute) - BEFORE_THE_END.toNanos();
      TimeUnit.NANOSECONDS.sleep(load.isDone() ? 0 : due - System.nanoTime());
      sample(minute);
    }
    LoadReport report = load.get();
    System.out.println(System.lineSeparator() + report.toText());
    return report.errors();
  }

  /** What each of some thousand runs adds, with nothing removed meanwhile. */
  private void leftBehind() {
    load(COUNTED / 5, 600);
    RedisInfo before = RedisInfo.of(server.redis());
    load(COUNTED, 600);
    RedisInfo after = RedisInfo.of(server.redis());
    System.out.printf(
        "A finished run of one step leaves %,d bytes in Redis' memory and writes %,d to its AOF.%n%n",
        (after.usedBytes() - before.usedBytes()) / COUNTED,
        (after.aofBytes() - before.aofBytes()) / COUNTED);
  }

  private void sample(int minute) throws Exception {
    RedisInfo info = RedisInfo.of(server.redis());
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
    return server.load(
        clients,
        "--warm-up",
        "0",
        "--requests",
        Integer.toString(requests),
        "--seconds",
        Integer.toString(seconds));
  }
}
