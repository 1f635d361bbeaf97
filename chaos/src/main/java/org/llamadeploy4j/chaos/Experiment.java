package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.llamadeploy4j.chaos.Talk.Means;

/** A fleet at work, faults, and what came of it. Used by one thread. */
final class Experiment {
  private static final long DEPLOY_SECONDS = 120;

  private final Settings settings;
  private final RelayFiles files;
  private final FaultLog faults = new FaultLog(Clock.systemUTC());

  private Experiment(Settings settings) {
    this.settings = settings;
    this.files = RelayFiles.write(settings.folder());
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
      Means means = new Means(new RelayTasks(api), new Asker(), Clock.systemUTC(), files.permits());
      Clients clients = new Clients(means, settings.clients(), settings.seed());
      Guest guest = new Guest(api, files, settings.seed(), Clock.systemUTC());
      try (Supervisor _ = Supervisor.watch(fleet.members(), faults)) {
        clients.start();
        guest.start();
        injectAll(fleet);
        fleet.awaitReady();
        clients.stop();
        guest.stop();
      }
      write(settings.folder().resolve("faults.log"), faults.lines());
      return Report.of(settings, faults, outcome(clients, guest));
    }
  }

  private Outcome outcome(Clients clients, Guest guest) {
    return new Outcome(
        clients.told(),
        clients.waiting(),
        Execution.readAll(files.outsideLog(Relays.LIVE)),
        guest.stays(),
        Execution.readAll(files.outsideLog(Relays.GUEST)),
        List.of(clients.toString(), guest.toString()));
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
    for (Relays relays : EnumSet.complementOf(EnumSet.of(Relays.GUEST))) {
      try {
        deploy(fleet, files.deployment(relays));
      } catch (IOException e) {
        throw new ChaosException("cannot deploy to the fleet", e);
      }
    }
  }

  private void deploy(Fleet fleet, Path file) throws IOException, InterruptedException {
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
  }
}
