package org.llamadeploy4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.cli.Console.Outcome;
import org.llamadeploy4j.protocol.ServiceId;

class ServerCommandsTest {
  private static final Duration PARK_AFTER = Duration.ofSeconds(10);
  private static final KeptRuns KEPT = KeptRuns.DEFAULT;
  private static final Limits USUAL = Limits.DEFAULT;
  private static final Limits LIMITS =
      new Limits(Map.of(Limit.RUN_MEGABYTES, 8, Limit.SESSIONS, 7));
  private static final Path DATA = Path.of(".llamadeploy");
  private static final RedisAddress REDIS =
      new RedisAddress(URI.create("redis://127.0.0.1:6379"), null);

  @TempDir Path home;
  private Path file = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    RecordingPrograms.STARTED.clear();
    file = Files.writeString(home.resolve("deployment.yml"), "name: q\nservices: {}\n");
  }

  @Test
  void serveHasUsefulDefaults() {
    assertThat(llamactl("serve")).isEqualTo(new Outcome(RecordingPrograms.STATUS, "", ""));
    started(
        new ServeOptions(
            null,
            "127.0.0.1",
            4501,
            null,
            "default",
            Durability.everysec,
            DATA,
            PARK_AFTER,
            2,
            KEPT,
            USUAL));
  }

  @Test
  void serveTakesItsOptions() {
    llamactl(
        "serve",
        file.toString(),
        "--port",
        "0",
        "--host",
        "0.0.0.0",
        "--redis",
        "redis://127.0.0.1:6379",
        "--data",
        "/d",
        "--park-after",
        "0.25",
        "--placements=3",
        "--keep-runs",
        "50",
        "--keep-days=0.5",
        "--keep-megabytes=3",
        "--limit",
        "run-megabytes=8",
        "--limit=sessions=7");

    started(
        new ServeOptions(
            file,
            "0.0.0.0",
            0,
            REDIS,
            "default",
            Durability.everysec,
            Path.of("/d"),
            Duration.ofMillis(250),
            3,
            new KeptRuns(50, Duration.ofHours(12), 3L << 20),
            LIMITS));
  }

  @Test
  void serveRefusesABadFileBeforeItStarts() throws IOException {
    Files.writeString(file, "name: 7\nservices: {}\n");

    Outcome outcome = llamactl("serve", file.toString());

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("Error: the deployment file has a mistake:\n" + file);
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void runOfAFileStartsEverythingForOneTask() {
    Outcome outcome =
        llamactl("-t", "2.5", "run", "-f", file.toString(), "--arg", "message", "hi", "-s", "echo");

    assertThat(outcome.out()).isEqualTo("result\n");
    started(
        new RunOnceOptions(
            file, new ServiceId("echo"), "{\"message\":\"hi\"}", Duration.ofMillis(2_500)));
  }

  @Test
  void theRolesTakeTheirOptions() {
    RoleOptions plain = new RoleOptions(REDIS, "default", DATA, KEPT, USUAL);
    KeptRuns few = new KeptRuns(10_000, Duration.ofDays(7), 64L << 20);
    RoleOptions named = new RoleOptions(REDIS, "blue", Path.of("/d"), few, LIMITS);

    llamactl("apiserver", "--redis", "redis://127.0.0.1:6379", "--port", "8080");
    llamactl("control-plane", "--redis=redis://127.0.0.1:6379");
    llamactl(
        "runtime",
        "--redis",
        "redis://127.0.0.1:6379",
        "--namespace",
        "blue",
        "--data",
        "/d",
        "--keep-megabytes",
        "64",
        "--limit=sessions=7",
        "--limit=run-megabytes=8");

    started(
        new ApiServerOptions(plain, "127.0.0.1", 8080),
        new ControlPlaneOptions(plain, 2),
        new RuntimeOptions(named, PARK_AFTER));
  }

  @Test
  void replicasAreWaitedForWhereThatIsAsked() {
    URI url = REDIS.url();

    llamactl("runtime", "--redis", url.toString(), "--durability", "replicated");
    llamactl(
        "control-plane",
        "--redis=" + url,
        "--durability=replicated",
        "--replicas=2",
        "--namespace=blue");

    started(
        new RuntimeOptions(
            new RoleOptions(new RedisAddress(url, null, 1), "default", DATA, KEPT, USUAL),
            PARK_AFTER),
        new ControlPlaneOptions(
            new RoleOptions(new RedisAddress(url, null, 2), "blue", DATA, KEPT, USUAL), 2));
  }

  @Test
  void aLevelThatTheRedisCannotGiveIsRefused() {
    usage(
        "--durability replicated needs a Redis with replicas, and the one that is started here has"
            + " none; run one and give it with --redis URL, or use --durability always",
        "serve",
        "--durability",
        "replicated");
    usage(
        "--durability always is for the Redis that serve starts; set appendonly yes and appendfsync"
            + " always in the configuration of yours",
        "serve",
        "--redis=redis://h",
        "--durability=always");
    usage(
        "--replicas needs --durability replicated", "runtime", "--redis=redis://h", "--replicas=2");
    usage("--replicas needs --durability replicated", "serve", "--replicas=2");
    usage(
        "Invalid value for option '--replicas': 17; expected 1 to 16",
        "runtime",
        "--redis=redis://h",
        "--durability=replicated",
        "--replicas=17");
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void theNumberOfRuntimesForAServiceHasBounds() {
    llamactl("control-plane", "--redis", REDIS.url().toString(), "--placements=16");
    started(new ControlPlaneOptions(new RoleOptions(REDIS, "default", DATA, KEPT, USUAL), 16));
    RecordingPrograms.STARTED.clear();

    usage(
        "Invalid value for option '--placements': 0; expected 1 to 16", "serve", "--placements=0");
    usage(
        "Invalid value for option '--placements': 17; expected 1 to 16",
        "control-plane",
        "--redis=redis://h",
        "--placements=17");
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void whatIsKeptHasBounds() {
    usage(
        "Invalid value for option '--keep-runs': 0; expected 1 to 1000000",
        "serve",
        "--keep-runs=0");
    usage(
        "Invalid value for option '--keep-days': 0.0; expected 0.001 to 3650 days",
        "serve",
        "--keep-days=0");
    usage(
        "Invalid value for option '--keep-megabytes': 0; expected 1 to 1000000",
        "runtime",
        "--redis=redis://h",
        "--keep-megabytes=0");
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void limitsHaveNamesAndRanges() {
    usage(
        "Invalid value for option '--limit': fuel=1; there is no limit 'fuel', only"
            + " redis-megabytes, run-megabytes, inbox-events, inbox-kilobytes, sessions,"
            + " waiting-callers, event-streams, body-megabytes, deployments, versions,"
            + " running-runs, waiting-runs, abandoned-steps",
        "serve",
        "--limit=fuel=1");
    for (String wrong : new String[] {"body-megabytes=0", "body-megabytes=16", "body-megabytes"}) {
      usage(
          "Invalid value for option '--limit': %s; expected body-megabytes=NUMBER, 1 to 15"
              .formatted(wrong),
          "apiserver",
          "--redis=redis://h",
          "--limit",
          wrong);
    }
    usage(
        "Invalid value for option '--limit': versions=2; it is set twice",
        "runtime",
        "--redis=redis://h",
        "--limit=versions=1",
        "--limit=versions=2");
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void aPasswordComesFromTheEnvironmentOrAFile() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "s3cret\n");
    URI url = URI.create("rediss://user@redis.example:6380/2");

    new Console(home)
        .with("LLAMADEPLOY_REDIS_PASSWORD", "fromEnv")
        .run("serve", "--redis", url.toString());
    llamactl("serve", "--redis", url.toString(), "--redis-password-file", secret.toString());

    started(
        new ServeOptions(
            null,
            "127.0.0.1",
            4501,
            new RedisAddress(url, "fromEnv"),
            "default",
            Durability.everysec,
            DATA,
            PARK_AFTER,
            2,
            KEPT,
            USUAL),
        new ServeOptions(
            null,
            "127.0.0.1",
            4501,
            new RedisAddress(url, "s3cret"),
            "default",
            Durability.everysec,
            DATA,
            PARK_AFTER,
            2,
            KEPT,
            USUAL));
    assertThat(RecordingPrograms.STARTED.toString()).doesNotContain("fromEnv", "s3cret");
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotRepeated() {
    for (String url :
        new String[] {
          "redis://:hunter2@h:1",
          "redis://u:hunter2@h",
          "redis://u:hunt er2@h",
          "redis:///:hunter2@h"
        }) {
      Outcome outcome = llamactl("runtime", "--redis", url);
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err())
          .contains("must not hold a password")
          .contains("LLAMADEPLOY_REDIS_PASSWORD or with --redis-password-file")
          .doesNotContain("hunt");
    }
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    usage("Missing option '--redis URL'", "runtime");
    usage("--redis-password-file needs --redis", "serve", "--redis-password-file", "x");
    usage(
        "Invalid value for option '--redis': expected redis://host:port or rediss://host:port",
        "runtime",
        "--redis",
        "localhost:6379");
    usage(
        "Invalid value for option '--port': 65536 is not a port; expected 0 to 65535",
        "serve",
        "--port",
        "65536");
    usage("Invalid value for option '--host': it is empty", "serve", "--host", "");
    usage(
        "Invalid value for option '--namespace': expected 1 to 32 letters, digits, '-' or '_'",
        "runtime",
        "--redis",
        "redis://h",
        "--namespace",
        "a b");
    usage(
        "Invalid value for option '--park-after': 0.0; expected 0.001 to 86400 seconds",
        "serve",
        "--park-after",
        "0");
    assertThat(llamactl("serve", "--port", "x").status()).isEqualTo(2);
    assertThat(RecordingPrograms.STARTED).isEmpty();
  }

  @Test
  void withoutServersOnTheClassPathTheScriptIsNamed() {
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertThat(llamactl("serve"))
          .isEqualTo(
              new Outcome(
                  1,
                  "",
                  "Error: this Java class path holds llamactl's client only, no servers; start it"
                      + " through the llamactl script\n"));
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  private void usage(String message, String... args) {
    Outcome outcome = llamactl(args);
    assertThat(outcome.err()).endsWith("Error: " + message + "\n");
    assertThat(outcome.status()).isEqualTo(2);
  }

  private static void started(Object... expected) {
    assertThat(RecordingPrograms.STARTED).containsExactly(expected);
  }

  private Outcome llamactl(String... args) {
    return new Console(home).run(args);
  }
}
