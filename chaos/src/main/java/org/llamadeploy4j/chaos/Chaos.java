package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings.Fsync;

/**
 * {@code ./dev chaos [--minutes N] [--seed N] [--durability always|everysec] [--clients N]
 * [--runtimes N] [--faults all|kills] [--pause MILLIS]}: lets faults happen to a fleet and prints
 * what came of it. Exit code 1: a promise was broken; the folder with all logs is kept then.
 */
public final class Chaos {
  private static final List<String> KNOWN =
      List.of(
          "minutes", "seed", "durability", "clients", "runtimes", "faults", "pause", "llamactl");

  private Chaos() {}

  /**
   * The program.
   *
   * @param args options, each with its value
   * @throws Exception when the experiment itself fails
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = options(args);
    Path folder = Files.createTempDirectory("llamadeploy4j-chaos");
    Settings settings = settings(options, folder);
    System.out.println("seed " + settings.seed() + ", everything in " + folder);
    Report report = Experiment.run(settings);
    System.out.print(report.text());
    System.exit(report.findings().isEmpty() ? 0 : 1);
  }

  private static Settings settings(Map<String, String> options, Path folder) throws IOException {
    FleetShape shape =
        new FleetShape(
            Integer.parseInt(options.getOrDefault("runtimes", "2")),
            2,
            1,
            Fsync.valueOf(options.getOrDefault("durability", "always").toUpperCase(Locale.ROOT)));
    return new Settings(
        Path.of(options.getOrDefault("llamactl", "llamactl")).toRealPath(),
        folder.toRealPath(),
        shape,
        Integer.parseInt(options.getOrDefault("clients", "16")),
        Mix.valueOf(options.getOrDefault("faults", "all").toUpperCase(Locale.ROOT)),
        Duration.ofMinutes(Integer.parseInt(options.getOrDefault("minutes", "5"))),
        Duration.ofMillis(Integer.parseInt(options.getOrDefault("pause", "1000"))),
        Long.parseLong(
            options.getOrDefault("seed", Integer.toString(new Random().nextInt(1_000_000)))));
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].replaceFirst("^--", "");
      if (!KNOWN.contains(name) || i + 1 == args.length) {
        throw new ChaosException(
            args[i] + " is no option with a value; known are --" + String.join(", --", KNOWN));
      }
      options.put(name, args[i + 1]);
    }
    return options;
  }
}
