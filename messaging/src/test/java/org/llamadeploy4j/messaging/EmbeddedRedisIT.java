package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** The embedded server with real processes. */
class EmbeddedRedisIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void aStartedServerAnswersUntilItIsClosed() {
    long pid;
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      assertThat(client.ping()).isEqualTo("PONG");
      assertThat(redis.description()).contains("development server", "appendfsync everysec");
      pid = redis.pid();
    }
    assertThat(isAlive(pid)).isFalse();
  }

  @Test
  void closingTwiceIsHarmless() {
    EmbeddedRedis redis = EmbeddedRedis.start(settings());
    redis.close();
    redis.close();
    assertThat(redis.pid()).isEqualTo(-1);
  }

  @Test
  void dataAreThereAfterAStopAndAStart() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      client.set("k", "v");
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      assertThat(client.get("k")).isEqualTo("v");
    }
  }

  @Test
  void aServerThatDiesIsStartedAgainOnTheSamePortAndData() {
    EmbeddedRedisSettings always = settings().withFsync(EmbeddedRedisSettings.Fsync.ALWAYS);
    try (EmbeddedRedis redis = EmbeddedRedis.start(always)) {
      set(redis, "k", "v");
      long pid = redis.pid();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> redis.pid() != pid && redis.pid() != -1);
      try (Jedis client = client(redis)) {
        assertThat(client.get("k")).isEqualTo("v");
      }
    }
  }

  @Test
  void aKilledServerStaysDownUntilItIsRestarted() {
    EmbeddedRedisSettings always = settings().withFsync(EmbeddedRedisSettings.Fsync.ALWAYS);
    try (EmbeddedRedis redis = EmbeddedRedis.start(always)) {
      set(redis, "k", "v");
      redis.kill();
      assertThat(redis.pid()).isEqualTo(-1);
      assertThatThrownBy(() -> set(redis, "k", "w")).isInstanceOf(JedisException.class);
      redis.restart();
      try (Jedis client = client(redis)) {
        assertThat(client.get("k")).isEqualTo("v");
      }
    }
  }

  @Test
  void aServerLeftBehindByAKilledProcessIsEndedAndItsDataAreKept() throws Exception {
    RedisLauncher.Launched orphan = launchUnwatched();
    try (Jedis client = client(orphan.port(), "secret")) {
      client.set("k", "v");
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      assertThat(orphan.child().isAlive()).isFalse();
      assertThat(client.get("k")).isEqualTo("v");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aServerWhoseParentDiedBeforeThePidFileWasWrittenIsEndedAsWell() throws Exception {
    RedisLauncher.Launched orphan = launchUnwatched();
    Files.delete(folder.resolve("redis.pid"));

    try (EmbeddedRedis redis = EmbeddedRedis.start(settings())) {
      assertThat(redis.pid()).isPositive();
      assertThat(orphan.child().isAlive()).isFalse();
    } finally {
      orphan.child().kill();
    }
  }

  @Test
  void aPidFileThatNamesAnotherProcessEndsNobody() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("redis.pid"), stranger.pid() + "\n");
      try (EmbeddedRedis redis = EmbeddedRedis.start(settings())) {
        assertThat(redis.pid()).isPositive();
        assertThat(stranger.isAlive()).isTrue();
      }
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aFolderInUseIsRefusedWithTheNameOfItsOwner() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings())) {
      redis.describeOwner("API on port 4501");
      assertThatThrownBy(() -> EmbeddedRedis.start(settings()))
          .isInstanceOf(DataFolderHeldException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("API on port 4501");
      assertThat(redis.pid()).isPositive();
    }
  }

  @Test
  void aFolderThatAnotherProcessHoldsIsRefusedAndIsFreeOnceThatProcessIsKilled() throws Exception {
    Process holder = EmbeddedRedisHolder.start(folder);
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("holding");
      assertThatThrownBy(() -> EmbeddedRedis.start(settings()))
          .isInstanceOf(DataFolderHeldException.class)
          .hasMessageContaining("process " + holder.pid())
          .hasMessageContaining("a holder for tests");
      assertThat(Files.readString(folder.resolve("redis.pid"))).isNotBlank();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    long orphan = Long.parseLong(Files.readString(folder.resolve("redis.pid")).strip());
    assertThat(isAlive(orphan)).isTrue();
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      assertThat(isAlive(orphan)).isFalse();
      assertThat(client.get("held")).isEqualTo("yes");
    }
  }

  @Test
  void thePasswordIsNeitherInTheArgumentsNorInAnyFile() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings())) {
      ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
      assertThat(process.info().commandLine().orElse("")).doesNotContain(redis.password());
      for (String name : new String[] {"redis.conf", "redis.log", "redis.out", "owner"}) {
        assertThat(folder.resolve(name)).content().doesNotContain(redis.password());
      }
      assertThat(redis.description()).doesNotContain(redis.password());
    }
  }

  @Test
  void clientsMayRunScriptsButNotChangeTheServer() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis)) {
      assertThat(client.eval("return redis.call('TIME')[1]")).isNotNull();
      assertThat(client.info("memory")).contains("maxmemory_policy:noeviction");
      assertThat(client.configGet("appendfsync")).containsValue("everysec");
      assertThatThrownBy(() -> client.configSet("appendfsync", "no"))
          .hasMessageContaining("NOPERM");
      assertThatThrownBy(client::flushAll).hasMessageContaining("NOPERM");
    }
  }

  @Test
  void nobodyGetsInWithoutThePassword() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings());
        Jedis client = client(redis.port(), null)) {
      assertThatThrownBy(client::ping).hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void aServerThatCannotStartLeavesTheFolderFree() throws Exception {
    Path broken = folder.resolveSibling("broken-" + folder.getFileName());
    Files.writeString(
        broken,
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Redis server v=7.2.0' && exit\necho no disk; exit 3\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    try {
      assertThatThrownBy(() -> EmbeddedRedis.start(settings().withBinary(broken)))
          .isInstanceOf(MessagingException.class)
          .hasMessageContaining("ended with 3")
          .hasMessageContaining("no disk");
    } finally {
      Files.delete(broken);
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings())) {
      assertThat(redis.pid()).isPositive();
    }
  }

  private EmbeddedRedisSettings settings() {
    return EmbeddedRedisSettings.of(folder);
  }

  private RedisLauncher.Launched launchUnwatched() throws Exception {
    RedisBinary binary = RedisBinaries.ofThisMachine().find(null);
    RedisFolder data = RedisFolder.open(folder);
    return new RedisLauncher(binary, data, settings(), "secret").launchAnywhere();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void set(EmbeddedRedis redis, String key, String value) {
    try (Jedis client = client(redis)) {
      client.set(key, value);
    }
  }

  private static Jedis client(EmbeddedRedis redis) {
    return client(redis.port(), redis.password());
  }

  private static Jedis client(int port, @Nullable String password) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().password(password).autoNegotiateProtocol(false).build());
  }
}
