package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.llamadeploy4j.messaging.EmbeddedRedis;

/**
 * A control plane, an API server and two runtimes as programs of their own. Steps of what is
 * deployed write into files of their folder which process they ran in. Used by one thread.
 *
 * @param folder of the test
 * @param url of the API server
 */
record TwoRuntimes(Path folder, String url, Program plane, Program api, Program one, Program two)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String FOLDER = "FOLDER_OF_THE_TEST";

  /** Starts them all and waits until they are up. */
  static TwoRuntimes start(Path folder, EmbeddedRedis redis) {
    Program plane = Program.role(folder, redis, "control-plane");
    Program api = Program.role(folder, redis, "apiserver", "--port", "0");
    Program one = Program.role(folder, redis, "runtime");
    Program two = Program.role(folder, redis, "runtime");
    try {
      plane.awaitOutput("Control plane");
      one.awaitOutput("Service runtime");
      two.awaitOutput("Service runtime");
      String url = api.awaitOutput("API server").api();
      return new TwoRuntimes(folder, url, plane, api, one, two);
    } catch (RuntimeException | AssertionError e) {
      List.of(two, one, api, plane).forEach(Program::close);
      throw e;
    }
  }

  /**
   * Deploys a service of one class.
   *
   * @param name of the class, and of the deployment
   * @param code with {@code FOLDER_OF_THE_TEST} where the folder's path shall be
   * @param settings lines of the deployment file, maybe none
   */
  void deploy(String name, String code, String settings) throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve(name + ".java"), code.replace(FOLDER, folder.toString()));
    Path file = folder.resolve("deployment.yml");
    Files.writeString(
        file,
        """
        name: %s
        default-service: only
        %s
        services:
          only:
            name: %1$s
            source: {type: local, name: ./source}
        """
            .formatted(name, settings));
    assertThat(Program.run(folder, "--server", url, "deploy", file.toString()).out())
        .isEqualTo("Deployment successful: " + name + "\n");
  }

  /** Runs a task of the one deployment. */
  Program run() {
    return Program.start(folder, "--server", url, "run");
  }

  /** Kills one of the runtimes. */
  void kill(long runtime) {
    assertThat(runtime).isIn(one.pid(), two.pid());
    (runtime == one.pid() ? one : two).kill();
  }

  List<Long> awaitWritten(String what, int times) throws IOException {
    Awaitility.await().atMost(PATIENCE).until(() -> written(what).size() >= times);
    return written(what);
  }

  /** The processes that wrote this, each time that they did. */
  List<Long> written(String what) throws IOException {
    Path file = folder.resolve(what);
    return Files.notExists(file)
        ? List.of()
        : Files.readAllLines(file).stream().map(Long::valueOf).toList();
  }

  @Override
  public void close() {
    List.of(two, one, api, plane).forEach(Program::close);
  }
}
