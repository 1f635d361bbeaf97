package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.util.Locale;

/**
 * A load generator for one POST route, with a CPU footprint small enough to share a machine with
 * the server it measures.
 *
 * <pre>
 * --url http://127.0.0.1:4501/deployments/QuickStart/tasks/run
 * --body JSON --expect BODY          default: the echo example
 * --clients 128 --rate N --warm-up 3 --seconds 10 --requests N
 * --pid server=123 --pid redis=456   report their CPU by run, and their memory
 * -o text|json
 * </pre>
 *
 * Exits 1 when an answer was wrong or missing, 2 when it cannot start.
 */
public final class LoadProgram {
  private LoadProgram() {}

  /** Runs the load and prints the report. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    try {
      Options options = Options.parse(args, LoadSettings.OPTIONS);
      LoadReport report = new LoadLoop(LoadSettings.of(options)).run();
      boolean json = options.text("output", "text").equals("json");
      System.out.print(json ? report.toJson() + System.lineSeparator() : report.toText());
      System.exit(report.errors() == 0 ? 0 : 1);
    } catch (BenchmarkException | IOException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(2);
    }
  }
}
