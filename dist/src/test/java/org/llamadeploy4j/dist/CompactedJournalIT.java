package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.protocol.TaskId;

/** A long run whose deployment file says {@code journal: compact}, and whose runtime is killed. */
final class CompactedJournalIT {
  private static final int STOP = 900;
  private static final int STEPS = 1_000;

  /** A snapshot, at most 256 ticks, and those of the commit that would have made the next one. */
  private static final int MOST_ENTRIES = 513;

  private static final String WORKFLOW =
      """
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.concurrent.CountDownLatch;
      import org.llamadeploy4j.workflow.Context;
      import org.llamadeploy4j.workflow.Event;
      import org.llamadeploy4j.workflow.StartEvent;
      import org.llamadeploy4j.workflow.Step;
      import org.llamadeploy4j.workflow.StopEvent;
      import org.llamadeploy4j.workflow.Workflow;

      public final class Climbing extends Workflow {
        private static final Path FOLDER = Path.of("FOLDER_OF_THE_TEST");

        public record Input() implements StartEvent {}

        public record Height(int steps) {}

        public sealed interface Way extends Event {}

        public record Up(int step) implements Way {}

        public record Top() implements Way {}

        @Step
        Way begin(Input in) {
          return new Up(1);
        }

        @Step
        Way climb(Context ctx, Up up) throws Exception {
          ctx.state(Height.class).update(height -> new Height(height.steps() + 1));
          if (up.step() == 900) {
            boolean first = Files.notExists(FOLDER.resolve("stands"));
            Files.writeString(
                FOLDER.resolve("stands"),
                ProcessHandle.current().pid() + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
            if (first) {
              new CountDownLatch(1).await(); // until it is killed
            }
          }
          return up.step() == 1_000 ? new Top() : new Up(up.step() + 1);
        }

        @Step
        StopEvent top(Context ctx, Top top) {
          return StopEvent.of(ctx.state(Height.class).get().steps());
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aKilledRuntimesLongRunGoesOnFromAShortJournalAndEndsOnce() throws Exception {
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
        TwoRuntimes fleet = TwoRuntimes.start(folder, redis)) {
      fleet.deploy("Climbing", WORKFLOW, "journal: compact");

      try (Program client = fleet.run()) {
        long first = fleet.awaitWritten("stands", 1).getFirst();
        assertJournalIsShort(redis);
        fleet.kill(first);
        assertThat(client.done().out()).isEqualTo(STEPS + System.lineSeparator());
        assertThat(fleet.written("stands"))
            .as("attempts of the step in which it was killed")
            .hasSize(2)
            .doesNotHaveDuplicates();
      }
    }
  }

  private static void assertJournalIsShort(EmbeddedRedis redis) throws IOException {
    try (Messaging messaging = RedisMessaging.connect(redis.settings());
        Look look = new Look(redis)) {
      Deployment only =
          messaging.fleet().read().deployments().values().stream().findFirst().orElseThrow();
      Shard shard = new Shard(only.incarnation(), 0);
      TaskId task = messaging.runs().tasks(shard, 1).getFirst().task();
      String base = "ld4j:%s:{%s:0}:".formatted(redis.settings().namespace(), only.incarnation());
      assertThat(look.number("HGET " + base + "run:" + task + " len")).isGreaterThanOrEqualTo(STOP);
      assertThat(look.number("HGET " + base + "run:" + task + " folded")).isGreaterThan(STOP / 2);
      assertThat(look.number("LLEN " + base + "journal:" + task)).isLessThanOrEqualTo(MOST_ENTRIES);
    }
  }

  /** A look into Redis past the programs. */
  private static final class Look implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    Look(EmbeddedRedis redis) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
      replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(ask("AUTH " + redis.password())).isEqualTo("+OK");
    }

    private String ask(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      return replies.readLine();
    }

    int number(String command) throws IOException {
      String reply = ask(command);
      return Integer.parseInt(reply.startsWith(":") ? reply.substring(1) : replies.readLine());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
