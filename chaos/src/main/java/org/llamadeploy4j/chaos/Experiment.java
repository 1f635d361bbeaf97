package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A fleet at work, faults, and what came of it. Used by one thread. */
final class Experiment {
  private static final long DEPLOY_SECONDS = 120;

  private final Settings settings;
  private final Path outsideLog;
  private final FaultLog faults = new FaultLog(Clock.systemUTC());

  private Experiment(Settings settings) {
    this.settings = settings;
    this.outsideLog = settings.folder().resolve("outside.log");
  }

  /**
   * Carries an experiment out; blocks until all is over and every process has ended.
   *
   * @throws ChaosException when the experiment itself fails
   */
  static Report run(Settings settings) throws InterruptedException {
    return new Experiment(settings).run();
  }

  private Report run() throws InterruptedException {
    try (Fleet fleet = Fleet.start(settings.llamactl(), settings.folder(), settings.shape());
        Api api = new Api(fleet.urls())) {
      deploy(fleet);
      Clients clients =
          new Clients(new RelayTasks(api), settings.clients(), settings.seed(), Clock.systemUTC());
      try (Supervisor _ = Supervisor.watch(fleet.members(), faults)) {
        clients.start();
        injectAll(fleet);
        fleet.awaitReady();
        clients.stop();
      }
      write(settings.folder().resolve("faults.log"), faults.lines());
      List<Execution> executions = Execution.readAll(outsideLog);
      return Report.of(
          settings, faults, clients, Checker.check(clients.told(), executions), executions);
    }
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new ChaosException("cannot write " + file, e);
    }
  }

  private void injectAll(Fleet fleet) throws InterruptedException {
    FaultPlan plan = new FaultPlan(new Random(settings.seed()), settings.mix(), fleet.members());
    Injector injector = new Injector(fleet.redis(), faults);
    List<Thread> underWay = new ArrayList<>();
    long end = System.nanoTime() + settings.length().toNanos();
    while (System.nanoTime() - end < 0) {
      Fault fault = plan.draw();
      if (injector.reserve(fault)) {
        underWay.add(Thread.ofVirtual().name("fault").start(() -> inject(injector, fault)));
      }
      Thread.sleep(plan.pause(settings.pause()));
    }
    for (Thread thread : underWay) {
      thread.join();
    }
  }

  private static void inject(Injector injector, Fault fault) {
    try {
      injector.inject(fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deploy(Fleet fleet) throws InterruptedException {
    try {
      Path source = Files.createDirectory(settings.folder().resolve("relay"));
      Files.writeString(source.resolve("Relay.java"), workflow());
      Files.createFile(outsideLog);
      Path file = settings.folder().resolve("deployment.yml");
      Files.writeString(file, deployment());
      Path output = settings.folder().resolve("deploy.txt");
      ProcessBuilder builder =
          new ProcessBuilder(
                  settings.llamactl().toString(),
                  "--server",
                  fleet.urls().getFirst(),
                  "deploy",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("HOME", settings.folder().toString());
      Process process = builder.start();
      if (!process.waitFor(DEPLOY_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new ChaosException("cannot deploy: " + Files.readString(output));
      }
    } catch (IOException e) {
      throw new ChaosException("cannot deploy to the fleet", e);
    }
  }

  private static String workflow() throws IOException {
    try (InputStream in = Experiment.class.getResourceAsStream("relay/Relay.java")) {
      if (in == null) {
        throw new ChaosException("no relay/Relay.java on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String deployment() {
    return """
    name: %s
    default-service: relay
    services:
      relay:
        name: Relay
        source: {type: local, name: ./relay}
        path: Relay
        env: {OUTSIDE_LOG: '%s'}
    """
        .formatted(RelayTasks.DEPLOYMENT, outsideLog);
  }
}
