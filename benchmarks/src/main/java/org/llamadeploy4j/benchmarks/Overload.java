package org.llamadeploy4j.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A server that is sent twice what it can do: first its capacity under a closed loop, then that
 * load at an even rate of twice as much. Prints the latencies of accepted runs in both.
 *
 * <pre>
 * --clients 128 --connections 3000 --seconds 20 --turns 3 --root FOLDER
 * </pre>
 */
public final class Overload {
  private static final Set<String> OPTIONS =
      Set.of("clients", "connections", "seconds", "turns", "root");
  private static final String PATH = "/deployments/QuickStart/tasks/run";

  private final Programs programs;
  private final Child server;
  private final Options options;

  private Overload(Programs programs, Child server, Options options) {
    this.programs = programs;
    this.server = server;
    this.options = options;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(args, OPTIONS);
    Path scratch = Files.createTempDirectory("llamadeploy4j-overload-");
    Path root = Path.of(options.text("root", ".")).toAbsolutePath().normalize();
    Programs programs = new Programs(root, scratch);
    try (Child server = programs.serve("everysec")) {
      server.awaitReady();
      programs.llamactl("--server", server.url().toString(), "deploy", "deployment.yml");
      new Overload(programs, server, options).run();
    } catch (BenchmarkException e) {
      System.err.println("overload: " + e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws InterruptedException {
    System.out.println(Machine.describe() + System.lineSeparator());
    load(10, 128, 0);
    System.out.println(
        "| Turn | Load | Accepted/s | Refused/s | p50 ms | p99 ms | p99 to normal | Resident MB |");
    System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|");
    int seconds = options.number("seconds", 20);
    for (int turn = 1; turn <= options.number("turns", 3); turn++) {
      LoadReport normal = load(seconds, options.number("clients", 128), 0);
      print(turn, "capacity", normal, normal);
      int rate = Math.max(1, (int) (2 * normal.runsPerSecond()));
      print(turn, "twice", load(seconds, options.number("connections", 3_000), rate), normal);
    }
  }

  private void print(int turn, String what, LoadReport report, LoadReport normal) {
    System.out.printf(
        "| %d | %s | %.0f | %.0f | %.1f | %.1f | %.1f | %.0f |%n",
        turn,
        what,
        report.runsPerSecond(),
        report.refused() / report.seconds(),
        report.p50Millis(),
        report.p99Millis(),
        report.p99Millis() / normal.p99Millis(),
        report.processes().get("server").residentBytesAfter() / 1e6);
    if (report.errors() > 0) {
      System.out.println("errors: " + report.errors() + ", the first: " + report.firstError());
    }
  }

  private LoadReport load(int seconds, int clients, int rate) throws InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--url", server.url().resolve(PATH).toString(), "--warm-up", "3"));
    words.addAll(List.of("--clients", Integer.toString(clients)));
    words.addAll(List.of("--rate", Integer.toString(rate)));
    words.addAll(List.of("--seconds", Integer.toString(seconds)));
    words.addAll(List.of("--pid", "server=" + server.pid()));
    return programs.load(words);
  }
}
