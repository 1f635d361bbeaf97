package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Real servers that somebody else runs, as wrong as they can be. */
class RedisPreflightIT {
  @TempDir private Path folder;
  private final RedisServers servers = new RedisServers();

  @AfterEach
  void end() {
    servers.close();
  }

  private int start(String... options) throws IOException {
    return servers.start(folder, options);
  }

  @Test
  void aServerThatEvictsIsRefusedAndNothingIsWritten() throws IOException {
    int port = start("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru");
    assertThat(refusal(port, "")).hasMessageContaining("has maxmemory-policy allkeys-lru");
    assertThat(keys(port)).isEmpty();
  }

  @Test
  void aPasswordIsAskedForAndChecked() throws IOException {
    int port = start("--requirepass", "open-sesame");
    assertThat(refusal(port, "")).hasMessageContaining("needs a password");
    assertThat(refusal(port, "sesame")).hasMessageContaining("does not accept the password");
    connect(settings(port, "", "open-sesame"));
  }

  @Test
  void aReplicaIsRefusedAndNamesItsPrimary() throws IOException {
    int primary = start();
    int replica = start("--replicaof", "127.0.0.1", String.valueOf(primary));
    assertThat(refusal(replica, ""))
        .hasMessageContaining(
            "is a replica and takes no writes; give the address of its primary, 127.0.0.1:"
                + primary);
  }

  @Test
  void aUserWithTheRightsThatWeNameWorksAndOneWithLessIsToldWhichItNeeds() throws IOException {
    int port = start();
    try (Jedis admin = new Jedis("127.0.0.1", port)) {
      admin.aclSetUser("worker", (">secret on " + RedisRefusals.RIGHTS).split(" "));
      admin.aclSetUser("reader", ">secret on ~ld4j:* &ld4j:* +@read +info +ping".split(" "));
      admin.aclSetUser("stranger", ">secret on ~other:* &ld4j:* +@all".split(" "));
    }
    List<String> warnings = connect(settings(port, "worker", "secret"));
    assertThat(warnings)
        .containsExactly(
            "it does not tell its appendfsync; make sure that it is everysec or always");
    assertThat(RedisPreflight.look(settings(port, "worker", "secret").withReplicas(1)).warnings())
        .hasSize(2)
        .anySatisfy(warning -> assertThat(warning).startsWith("it has 0 of the 1 replicas"));
    for (String user : List.of("reader", "stranger")) {
      assertThat(refused(settings(port, user, "secret")))
          .hasMessageContaining("does not let user '" + user + "' do what is needed (NOPERM")
          .hasMessageContaining("its rights must include: " + RedisRefusals.RIGHTS);
    }
  }

  @Test
  void aServerWithoutAnAppendOnlyFileIsUsedWithAWarning() throws IOException {
    int port = start("--appendonly", "no");
    assertThat(connect(settings(port, "", "")))
        .containsExactly(
            "its append-only file is off: a restart loses everything; set appendonly yes");
  }

  @Test
  void dataOfOthersInOurNamespaceAreLeftAlone() throws IOException {
    int port = start();
    try (Jedis admin = new Jedis("127.0.0.1", port)) {
      admin.set("ld4j:default:cache", "theirs");
      admin.set("unrelated", "theirs");
    }
    assertThat(refusal(port, ""))
        .hasMessageContaining("key ld4j:default:cache, which is not ours (string)");
    assertThat(keys(port)).containsExactlyInAnyOrder("ld4j:default:cache", "unrelated");
    connect(settings(port, "", "").withNamespace("another"));
  }

  @Test
  void ourOwnDataOfFormerStartsAreNoTrouble() throws IOException {
    int port = start();
    RedisSettings settings = settings(port, "", "");
    try (RedisMessaging messaging = RedisMessaging.connect(settings)) {
      assertThat(messaging.fleet().lead("a", Duration.ofSeconds(3))).isPresent();
    }
    connect(settings);
    try (RedisMessaging messaging = RedisMessaging.connect(settings)) {
      FleetIdentity fleet = new FleetIdentity("f", "here");
      assertThat(messaging.fleet().identify(fleet)).isEqualTo(fleet);
    }
    connect(settings);
  }

  /** Connects, does a little of everything, and returns the warnings. */
  private static List<String> connect(RedisSettings settings) {
    try (RedisMessaging messaging = RedisMessaging.connect(settings)) {
      messaging.sessions().create(Scene.SHARD, Scene.SESSION, 9_999);
      messaging.signals().onFleetChange(() -> {}).close();
      assertThat(messaging.health().up()).isTrue();
      return messaging.warnings();
    }
  }

  private MessagingException refusal(int port, String password) {
    return refused(settings(port, "", password));
  }

  private static MessagingException refused(RedisSettings settings) {
    MessagingException refusal =
        catchThrowableOfType(MessagingException.class, () -> RedisMessaging.connect(settings));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static RedisSettings settings(int port, String user, String password) {
    return RedisSettings.of(RedisServer.of("127.0.0.1", port).withCredentials(user, password));
  }

  private static Set<String> keys(int port) {
    try (Jedis admin = new Jedis("127.0.0.1", port)) {
      return admin.keys("*");
    }
  }
}
