package org.llamadeploy4j.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/**
 * Starts the programs that a benchmark needs.
 *
 * @param root of the source tree
 * @param scratch folder for data and logs
 */
record Programs(Path root, Path scratch) {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final List<String> HARNESS_FLAGS =
      List.of("-XX:+UseSerialGC", "-Djdk.virtualThreadScheduler.parallelism=32");

  // Little of everything: the load shares the machine with the server.
  private static final List<String> LOAD_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xshare:auto");

  /** The product, with a Redis of its own and an empty data folder. */
  Child serve(String durability) {
    URI url = freeUrl();
    return Child.start(
        "serve",
        List.of(
            llamactl(),
            "serve",
            "--durability",
            durability,
            "--port",
            Integer.toString(url.getPort())),
        newFolder("serve"),
        url);
  }

  /**
   * The product on a Redis that somebody else has started.
   *
   * @param more other options
   */
  Child serve(EmbeddedRedis redis, List<String> more) {
    URI url = freeUrl();
    Path folder = newFolder("serve");
    List<String> command = new ArrayList<>(List.of(llamactl(), "serve"));
    command.addAll(List.of("--redis", "redis://127.0.0.1:" + redis.port()));
    command.addAll(List.of("--redis-password-file", secret(folder, redis.password()).toString()));
    command.addAll(List.of("--port", Integer.toString(url.getPort())));
    command.addAll(more);
    return Child.start("serve", command, folder, url);
  }

  private static Path secret(Path folder, String text) {
    try {
      Path file = Files.createFile(folder.resolve("secret"), OWNER_ONLY);
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new BenchmarkException("cannot write to " + folder + ": " + e, e);
    }
  }

  /**
   * The bare harness, with a Redis of its own.
   *
   * @param flags JVM flags; none: the defaults. The product's own make the comparison a fair one
   */
  Child harness(int steps, String fsync, List<String> flags) {
    URI url = freeUrl();
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(flags.isEmpty() ? HARNESS_FLAGS : flags);
    command.addAll(List.of("-cp", classPath(), BareHarness.class.getName()));
    command.addAll(List.of("--port", Integer.toString(url.getPort())));
    command.addAll(List.of("--steps", Integer.toString(steps), "--fsync", fsync));
    return Child.start("harness", command, newFolder("harness"), url);
  }

  /** Loads a server in a process of its own; blocks until it has its report. */
  LoadReport load(List<String> options) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(LOAD_FLAGS);
    command.addAll(List.of("-cp", classPath(), LoadProgram.class.getName(), "-o", "json"));
    command.addAll(options);
    String output = run(command, 1); // 1: it has seen errors, and its report says which
    String last = output.strip().lines().toList().getLast();
    if (!last.startsWith("{")) {
      throw new BenchmarkException("the load program broke:\n" + output);
    }
    return LoadReport.ofJson(last);
  }

  /** Runs llamactl to its end. */
  Duration llamactl(String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(llamactl()));
    command.addAll(List.of(words));
    long start = System.nanoTime();
    run(command, 0);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private String run(List<String> command, int mostExitCode) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try {
        byte[] output = process.getInputStream().readAllBytes();
        String text = new String(output, StandardCharsets.UTF_8);
        if (process.waitFor() > mostExitCode) {
          throw new BenchmarkException(String.join(" ", command) + " failed:\n" + text);
        }
        return text;
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new BenchmarkException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  private String llamactl() {
    return root.resolve("llamactl").toString();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private Path newFolder(String prefix) {
    try {
      return Files.createTempDirectory(scratch, prefix + "-");
    } catch (IOException e) {
      throw new BenchmarkException("cannot make a folder in " + scratch + ": " + e, e);
    }
  }

  private static URI freeUrl() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    } catch (IOException e) {
      throw new BenchmarkException("no free port: " + e.getMessage(), e);
    }
  }
}
