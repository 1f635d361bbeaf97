package org.llamadeploy4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.messaging.EmbeddedRedis;
import org.llamadeploy4j.messaging.EmbeddedRedisSettings;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.SessionDefinition;
import org.llamadeploy4j.protocol.states.HeldState;

/** A reload may not strand the sessions that there are: their states must be read by it. */
@Timeout(300)
final class HeldStatesIT {
  private static final String FIRST_TALLY = "record Tally(int orders) {}";
  private static final String FIRST_BASKET = "record Basket(List<String> items) {}";
  private static final String WORKFLOW =
      """
      import java.util.List;
      import org.jspecify.annotations.Nullable;
      import org.llamadeploy4j.workflow.Context;
      import org.llamadeploy4j.workflow.StartEvent;
      import org.llamadeploy4j.workflow.StateName;
      import org.llamadeploy4j.workflow.Step;
      import org.llamadeploy4j.workflow.StopEvent;
      import org.llamadeploy4j.workflow.Workflow;

      public final class Shop extends Workflow {
        @StateName("Tally")
        TALLY

        BASKET

        @Step
        StopEvent buy(Context ctx, StartEvent start) {
          ctx.state(Basket.class).get();
          Tally after = CHANGE;
          ctx.state(Tally.class).set(after);
          return StopEvent.of("ANSWER " + after.orders());
        }
      }
      """;
  private static final String YAML =
      """
      name: Shop
      default-service: shop
      services:
        shop:
          name: Shop
          source: {type: local, name: ./shop}
      """;

  @TempDir Path folder;
  private String api = "";
  private String session = "";

  private void write(String tally, String basket, String change, String answer) throws IOException {
    Path source = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        source.resolve("Shop.java"),
        WORKFLOW
            .replace("TALLY", tally)
            .replace("BASKET", basket)
            .replace("CHANGE", change)
            .replace("ANSWER", answer));
    Files.writeString(folder.resolve("deployment.yml"), YAML);
  }

  private void writeFirst() throws IOException {
    write(
        FIRST_TALLY, FIRST_BASKET, "new Tally(ctx.state(Tally.class).get().orders() + 1)", "first");
  }

  private Program.Done deploy(String... more) {
    List<String> words = new ArrayList<>(List.of("--server", api, "deploy"));
    words.addAll(List.of(more));
    words.add(folder.resolve("deployment.yml").toString());
    return Program.run(folder, words.toArray(String[]::new));
  }

  private String run() {
    Program.Done done = Program.run(folder, "--server", api, "run", "--session-id", session);
    assertThat(done.err()).isEmpty();
    return done.out().strip();
  }

  private void makeSession() {
    String made = Program.run(folder, "--server", api, "sessions", "create").out();
    byte[] json = made.getBytes(StandardCharsets.UTF_8);
    session = ProtocolJson.read(json, SessionDefinition.class).sessionId();
  }

  private void assertReloaded() {
    assertThat(deploy("--reload"))
        .isEqualTo(new Program.Done(0, "Deployment successful: Shop\n", ""));
  }

  private void assertRefused(String... told) {
    Program.Done refused = deploy("--reload");
    assertThat(refused.status()).as(refused.out()).isNotZero();
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains(told);
  }

  @Test
  void aReloadThatCannotReadWhatASessionHoldsIsRefusedAndOneThatCanIsLive() throws Exception {
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(EmbeddedRedisSettings.of(folder.resolve("redis")));
        Messaging messaging = RedisMessaging.connect(redis.settings());
        Program plane = Program.role(folder, redis, "control-plane");
        Program server = Program.role(folder, redis, "apiserver", "--port", "0");
        Program runtime = Program.role(folder, redis, "runtime")) {
      plane.awaitOutput("Control plane");
      runtime.awaitOutput("Service runtime");
      api = server.awaitOutput("API server").api();
      writeFirst();
      assertThat(deploy().err()).isEmpty();
      makeSession();
      assertThat(run()).isEqualTo("first 1");
      awaitHeld(messaging, "Basket");

      write("record Tally(String orders) {}", FIRST_BASKET, "new Tally(\"x\")", "second");
      assertRefused(
          "Service 'shop' cannot be loaded: the state 'Tally' that sessions may hold in schema ",
          "'orders' was int and is string today",
          "give the state another name with @StateName");
      write(FIRST_TALLY, "record Basket(List<Integer> items) {}", "new Tally(1)", "second");
      assertRefused("the state 'Basket' that", "'items[]' was string and is int today");
      assertThat(run()).as("the version before is live").isEqualTo("first 2");

      write(
          "record Tally(long orders, @Nullable String note) {}",
          FIRST_BASKET,
          "new Tally(ctx.state(Tally.class).get().orders() + 1, null)",
          "second");
      assertReloaded();
      int count = 3;
      String answer = run();
      for (; answer.startsWith("first"); answer = run()) {
        assertThat(answer).as("the runtime has not heard of it").isEqualTo("first " + count++);
      }
      assertThat(answer).as("the session's state is read").isEqualTo("second " + count);

      writeFirst();
      assertRefused("'orders' was long and is int today");

      assertThat(Program.run(folder, "--server", api, "undeploy", "Shop").err()).isEmpty();
      assertThat(deploy().err()).as("another life inherits nothing").isEmpty();
      makeSession();
      assertThat(run()).isEqualTo("first 1");
    }
  }

  /** A state that is not declared is known once a run has used it and its runtime has said so. */
  private static void awaitHeld(Messaging messaging, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            messaging.fleet().read().deployments().values().stream()
                .flatMap(d -> d.states().all().stream())
                .map(HeldState::name)
                .anyMatch(state::equals));
  }
}
