package org.llamadeploy4j.benchmarks;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A server that is sent twice what it can do: first its capacity under a closed loop, then that
 * load at an even rate of twice as much. Prints the latencies of accepted runs in both.
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

  private long run() {
    int clients = options.number("clients", CLIENTS);
    int seconds = options.number("seconds", 20);
    load(options.number("warm-up", 60), clients, 0);
    System.out.println(
        "| Turn | Load | Accepted/s | Refused/s | p50 ms | p99 ms | p99 to normal | Resident MB |");
    System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|");
    long errors = 0;
    for (int turn = 1; turn <= options.number("turns", 3); turn++) {
      LoadReport normal = load(seconds, clients, 0);
      int rate = Math.max(1, (int) (2 * normal.runsPerSecond()));
      LoadReport twice = load(seconds, options.number("connections", 3_000), rate);
      print(turn, "capacity", normal, normal);
      print(turn, "twice", twice, normal);
      errors += normal.errors() + twice.errors();
    }
    return errors;
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
        Objects.requireNonNull(report.processes().get(SERVER)).residentBytesAfter() / 1e6);
    if (report.errors() > 0) {
      System.out.println("errors: " + report.errors() + ", the first: " + report.firstError());
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
