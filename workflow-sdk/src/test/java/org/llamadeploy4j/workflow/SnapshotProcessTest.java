package org.llamadeploy4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that waits for a human here goes on in another process. */
class SnapshotProcessTest {

  @TempDir Path folder;

  /** What runs in the other process: file of the snapshot, file of the keys, the answer. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] args) throws Exception {
      Snapshot snapshot = Snapshot.of(Files.readAllBytes(Path.of(args[0])));
      InProcessRunner runner =
          InProcessRunner.of(new SnapshotTest.Asking())
              .withEnv(Env.of(Map.of("SNAPSHOT_KEYS_FILE", args[1])));
      System.out.println(
          runner.recover(snapshot).with(Map.of("text", args[2])).start().result(String.class));
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aPausedRunGoesOnInAnotherProcess() throws Exception {
    Path keys = folder.resolve("snapshot.key");
    Handler original =
        InProcessRunner.of(new SnapshotTest.Asking())
            .withSnapshotKeys(SnapshotKeys.generated(keys))
            .run(new SnapshotTest.Asking.Go("eve"));
    assertThat(original.events().iterator().next()).isInstanceOf(InputRequiredEvent.class);
    Path file = Files.write(folder.resolve("run"), original.snapshot().bytes());
    original.cancel();

    assertThat(java(file.toString(), keys.toString(), "from afar")).isEqualTo("eve:from afar:1:1");
  }

  private String java(String... arguments) throws Exception {
    Path out = folder.resolve("out");
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OtherProcess.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    return Files.readString(out, StandardCharsets.UTF_8).strip();
  }
}
