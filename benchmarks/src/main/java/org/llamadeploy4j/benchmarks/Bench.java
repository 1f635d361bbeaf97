package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The benchmark of docs/benchmarks.md: product and bare harness take turns under the same load on
 * the same machine, so that what disturbs one disturbs the other. Starts what it measures, ends it,
 * and prints Markdown; progress goes to standard error. Options: {@link BenchSettings}.
 */
public final class Bench {
  private static final int STARTS = 3;
  private static final int STATUS_CALLS = 10;
  private static final String HARNESS_PATH = "/deployments/bare/tasks/run";

  private final BenchSettings settings;
  private final Programs programs;
  private final BenchTable table = new BenchTable();

  private Bench(BenchSettings settings, Path scratch) {
    this.settings = settings;
    this.programs = new Programs(settings.root(), scratch);
  }

  /** Runs it; exits 1 when an answer was wrong. */
  public static void main(String[] args) throws InterruptedException, IOException {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args));
  }

  private static int run(String[] args) throws InterruptedException, IOException {
    try (Scratch scratch = Scratch.of("bench")) {
      BenchSettings settings = BenchSettings.of(Options.parse(args, BenchSettings.OPTIONS));
      Bench bench = new Bench(settings, scratch.folder());
      bench.run();
      System.out.println(bench.table.markdown());
      return bench.table.errors() == 0 ? 0 : 1;
    } catch (BenchmarkException e) {
      System.err.println("bench: " + e.getMessage());
      return 2;
    }
  }

  private void run() throws InterruptedException {
    table.note(Machine.describe());
    table.note(
        "%d turns of %d s each, %d s warm-up before each; body `%s`"
            .formatted(
                settings.rounds(), settings.seconds(), settings.warmUp(), LoadSettings.ECHO_BODY));
    if (!settings.withProduct()) {
      compare(null);
    } else if (settings.server().isEmpty()) {
      measureStarts();
      try (Child product = programs.serve(settings.fsync())) {
        product.awaitReady();
        deploy(product.url());
        measureStatus(product.url());
        compare(product);
      }
    } else {
      measureStatus(URI.create(settings.server()));
      compare(null);
    }
  }

  private void measureStarts() throws InterruptedException {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      say("start %d of %d".formatted(i + 1, STARTS));
      try (Child product = programs.serve(settings.fsync())) {
        times.add(product.awaitReady());
      }
    }
    table.median("server ready after `serve`", times);
  }

  private void deploy(URI server) throws InterruptedException {
    say("deploying");
    programs.llamactl("--server", server.toString(), "deploy", "deployment.yml");
  }

  private void measureStatus(URI server) throws InterruptedException {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < STATUS_CALLS; i++) {
      times.add(programs.llamactl("--server", server.toString(), "status"));
    }
    table.median("`llamactl status`", times);
  }

  /** Many clients first: one alone would be measured on code that is not compiled yet. */
  private void compare(@Nullable Child product) throws InterruptedException {
    @Nullable Target ours = product(product);
    if (!settings.withHarness()) {
      turns(settings.clients(), ours, null);
      turns(1, ours, null);
    } else {
      List<String> flags = product == null ? List.of() : product.jvmFlags();
      try (Child bare = programs.harness(1, settings.fsync(), flags)) {
        bare.awaitReady();
        table.note(bare.output().strip());
        Target target = Target.of("bare harness, 1 step", bare, HARNESS_PATH);
        turns(settings.clients(), ours, target);
        turns(1, ours, target);
      }
      fourSteps(flags);
    }
    if (ours != null) {
      memory(ours);
    }
  }

  private void fourSteps(List<String> flags) throws InterruptedException {
    try (Child bare = programs.harness(4, settings.fsync(), flags)) {
      bare.awaitReady();
      Target target = Target.of("bare harness, 4 steps", bare, HARNESS_PATH);
      turns(settings.clients(), null, target);
      turns(1, null, target);
    }
  }

  private @Nullable Target product(@Nullable Child started) {
    if (!settings.withProduct()) {
      return null;
    }
    return started == null
        ? new Target("product", URI.create(settings.server()).resolve(settings.path()), List.of())
        : Target.of("product", started, settings.path());
  }

  private void turns(int clients, @Nullable Target ours, @Nullable Target bare)
      throws InterruptedException {
    List<LoadReport> product = new ArrayList<>();
    List<LoadReport> harness = new ArrayList<>();
    for (int round = 1; round <= settings.rounds(); round++) {
      if (ours != null) {
        product.add(turn(round, clients, ours));
      }
      if (bare != null) {
        harness.add(turn(round, clients, bare));
      }
    }
    if (ours != null) {
      table.load(ours.name(), product);
    }
    if (bare != null) {
      table.load(bare.name(), harness);
    }
    if (ours != null && bare != null) {
      table.ratio(clients, product, harness);
    }
  }

  private LoadReport turn(int round, int clients, Target target) throws InterruptedException {
    List<String> options = new ArrayList<>(target.options());
    options.addAll(List.of("--clients", Integer.toString(clients)));
    options.addAll(List.of("--seconds", Integer.toString(settings.seconds())));
    options.addAll(List.of("--warm-up", Integer.toString(settings.warmUp())));
    LoadReport report = programs.load(options);
    say("%s, %d clients, turn %d: %s".formatted(target.name(), clients, round, report.toText()));
    return report;
  }

  private void memory(Target target) throws InterruptedException {
    List<String> options = new ArrayList<>(target.options());
    options.addAll(List.of("--clients", Integer.toString(settings.clients())));
    options.addAll(List.of("--requests", Integer.toString(settings.runs())));
    options.addAll(List.of("--warm-up", "0", "--seconds", "600"));
    LoadReport report = programs.load(options);
    report
        .processes()
        .forEach((label, use) ->
            table.note(
                "%s resident after %,d more runs: %.0f MB"
                    .formatted(label, report.runs(), use.residentBytesAfter() / 1e6)));
  }

  /** A server under load, and the load program's options that say so. */
  private record Target(String name, URI url, List<String> pids) {
    static Target of(String name, Child child, String path) {
      List<String> pids = new ArrayList<>(List.of("--pid", "server=" + child.pid()));
      child.redisPid().ifPresent(pid -> pids.addAll(List.of("--pid", "redis=" + pid)));
      return new Target(name, child.url().resolve(path), pids);
    }

    List<String> options() {
      return Stream.concat(Stream.of("--url", url.toString()), pids.stream()).toList();
    }
  }

  private static void say(String text) {
    System.err.println("bench: " + text.strip());
  }
}
