package org.llamadeploy4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A server that is sent twice what it can do: first its capacity under a closed loop, then that
 * load at an even rate of twice as much. Latencies are those of an observer beside the load, in a
 * process of its own that sends little: the load program has no time left to look at its clock.
 *
 * <pre>
 * --clients 128 --connections 3000 --seconds 20 --turns 3 --warm-up 60 --queue 1000 --root FOLDER
 * </pre>
 */
public final class Overload {
  private static final Set<String> OPTIONS =
      Set.of("clients", "connections", "seconds", "turns", "warm-up", "queue", "root");
  private static final String SERVER = "server";
  private static final int CLIENTS = 128;

  /** How much the observer sends, in a second and at a time. */
  private static final int OBSERVED_RATE = 100;

  private static final int OBSERVERS = 100;

  private final QuickStartServer server;
  private final Options options;

  private Overload(QuickStartServer server, Options options) {
    this.server = server;
    this.options = options;
  }

  /** Runs it; exits 1 when an answer was wrong. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = Options.parse(args, OPTIONS);
    System.exit(
        QuickStartServer.run("overload", options, server -> new Overload(server, options).run()));
  }

  /**
   * One load, twice seen.
   *
   * @param load by the load program
   * @param observed by the observer
   */
  private record Trial(LoadReport load, LoadReport observed) {
    long errors() {
      return load.errors() + observed.errors();
    }
  }

  private long run() throws InterruptedException, ExecutionException {
    int clients = options.number("clients", CLIENTS);
    int seconds = options.number("seconds", 20);
    load(options.number("warm-up", 60), clients, 0);
    System.out.println(
        "| Turn | Load | Accepted/s | Refused/s | p50 ms | p99 ms | p99 to normal | Resident MB |");
    System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|");
    long errors = 0;
    for (int turn = 1; turn <= options.number("turns", 3); turn++) {
      Trial normal = observe(seconds, clients, 0);
      int rate = Math.max(1, (int) (2 * normal.load().runsPerSecond()));
      Trial twice = observe(seconds, options.number("connections", 3_000), rate);
      print(turn, "capacity", normal, normal);
      print(turn, "twice", twice, normal);
      errors += normal.errors() + twice.errors();
    }
    return errors;
  }

  private void print(int turn, String what, Trial trial, Trial normal) {
    LoadReport load = trial.load();
    LoadReport observed = trial.observed();
    System.out.printf(
        "| %d | %s | %.0f | %.0f | %.1f | %.1f | %.1f | %.0f |%n",
        turn,
        what,
        load.runsPerSecond(),
        load.refused() / load.seconds(),
        observed.p50Millis(),
        observed.p99Millis(),
        observed.p99Millis() / normal.observed().p99Millis(),
        Objects.requireNonNull(load.processes().get(SERVER)).residentBytesAfter() / 1e6);
    for (LoadReport report : List.of(load, observed)) {
      if (report.errors() > 0) {
        System.out.println("errors: " + report.errors() + ", the first: " + report.firstError());
      }
    }
  }

  private Trial observe(int seconds, int clients, int rate)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<LoadReport> load = threads.submit(() -> load(seconds, clients, rate));
      LoadReport observed = load(seconds, OBSERVERS, OBSERVED_RATE);
      return new Trial(load.get(), observed);
    }
  }

  private LoadReport load(int seconds, int clients, int rate) {
    return server.load(
        clients,
        "--warm-up",
        "5",
        "--rate",
        Integer.toString(rate),
        "--seconds",
        Integer.toString(seconds),
        "--pid",
        SERVER + "=" + server.pid());
  }
}
