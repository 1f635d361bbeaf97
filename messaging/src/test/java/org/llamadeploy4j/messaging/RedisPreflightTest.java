package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Redis that cannot be used is an error that says why and what to do, and nothing is written. */
class RedisPreflightTest {
  private final FakeRedis redis = new FakeRedis();

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void aServerThatIsAsItShouldBeIsTakenWithoutAWarning() {
    assertThat(RedisPreflight.look(redis.settings()))
        .isEqualTo(new RedisPreflight.Findings("Redis 7.0.15", List.of()));
  }

  @ParameterizedTest
  @CsvSource({"7.2.5", "8.0.1", "9.1.0", "10.0.0"})
  void aValkeyFromSevenPointTwoOnIsTaken(String version) {
    redis.info("valkey_version", version).info("redis_version", "7.2.4");
    assertThat(RedisPreflight.look(redis.settings()).server()).isEqualTo("Valkey " + version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis_version    | 6.2.14      | is Redis 6.2.14; Redis 7.0 or Valkey 7.2 or later is needed",
        "redis_version    | 5           | is Redis 5; Redis 7.0 or Valkey 7.2 or later is needed",
        "valkey_version   | 7.1.9       | is Valkey 7.1.9; Redis 7.0 or Valkey 7.2 or later is needed",
        "maxmemory_policy | allkeys-lru | has maxmemory-policy allkeys-lru and would drop accepted"
            + " work; set it to noeviction",
        "role             | slave       | is a replica and takes no writes; give the address of its"
            + " primary, 10.0.0.9:6380",
        "redis_mode       | cluster     | is part of a cluster, which is not supported",
        "redis_mode       | sentinel    | is a Sentinel; give the address of the primary",
      })
  void aServerOfAnotherKindIsRefused(String field, String value, String why) {
    redis.info("master_host", "10.0.0.9").info("master_port", "6380").info(field, value);

    assertThat(refusal()).hasMessageContaining("Redis at " + address() + " " + why);
    assertThat(redis.asked()).doesNotContain("EVAL", "SCRIPT", "SET", "HSET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HELLO | -NOAUTH HELLO must be called with the client already authenticated | needs a password; give it in"
            + " LLAMADEPLOY_REDIS_PASSWORD or with --redis-password-file",
        "HELLO | -WRONGPASS invalid username-password pair | does not accept the password of user"
            + " 'default'",
        "HELLO | -ERR unknown command 'HELLO' | is too old (ERR unknown command 'HELLO'); Redis 7.0",
        "INFO | -NOPERM this user has no permissions to run the 'info' command | does not let user"
            + " 'default' do what is needed",
        "EVAL | -NOPERM this user has no permissions to run the 'eval' command | its rights must"
            + " include: ~ld4j:* &ld4j:* +@all -@dangerous +info",
        "PING | -DENIED Redis is running in protected mode | is in protected mode",
        "PING | -MASTERDOWN Link with MASTER is down | is a replica that has lost its primary",
        "PING | -ERR max number of clients reached | raise its maxclients",
        "SELECT | -ERR DB index is out of range | has no database 3",
        "PING | -ERR no idea | refuses us: ERR no idea",
        "PING | HTTP/1.1 400 Bad Request | what answers at {} is no Redis",
      })
  void aServerThatDoesNotLetUsInIsRefusedWithWhatToDo(String command, String reply, String why) {
    redis.answer(command, reply);
    int port = redis.settings().server().port();
    RedisServer server = new RedisServer("127.0.0.1", port, "", "secret", 3, false);

    MessagingException refusal =
        catchThrowableOfType(
            MessagingException.class, () -> RedisPreflight.look(RedisSettings.of(server)));
    assertThat(refusal).hasMessageContaining(why.replace("{}", address()));
    assertThat(refusal.getMessage()).doesNotContain("secret");
  }

  @Test
  void aServerThatReadsItsDataIsWaitedFor() {
    redis.answer("PING", "-LOADING Redis is loading the dataset in memory");
    Thread later =
        Thread.ofVirtual()
            .start(() -> {
              Awaitility.await()
                  .until(() -> redis.asked().stream().filter("PING"::equals).count() > 2);
              redis.answer("PING", "+PONG");
            });

    assertThat(RedisPreflight.look(redis.settings()).server()).isEqualTo("Redis 7.0.15");
    assertThat(later).isNotNull();
  }

  @Test
  void aServerThatReadsItsDataForTooLongIsRefused() {
    redis.answer("PING", "-LOADING Redis is loading the dataset in memory");
    RedisSettings impatient = redis.settings().withCallTimeout(Duration.ofMillis(300));

    MessagingException refusal =
        catchThrowableOfType(MessagingException.class, () -> RedisPreflight.look(impatient));
    assertThat(refusal).hasMessageContaining("still reads its data after PT0.3S; start again");
  }

  @Test
  void missingReplicasAreAWarning() {
    redis
        .info("slave0", "ip=10.0.0.2,port=6379,state=online,offset=14,lag=0")
        .info("slave1", "ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0")
        .answer("WAIT", ":1");

    assertThat(RedisPreflight.look(redis.settings().withReplicas(1)).warnings()).isEmpty();
    assertThat(RedisPreflight.look(redis.settings().withReplicas(2)).warnings())
        .singleElement()
        .asString()
        .startsWith("it has 1 of the 2 replicas that must have each write");
  }

  @Test
  void aUserWhoMayNotWaitForReplicasIsRefused() {
    redis.answer("WAIT", "-NOPERM this user has no permissions to run the 'wait' command");

    assertThat(RedisPreflight.look(redis.settings()).warnings()).isEmpty();
    MessagingException refusal =
        catchThrowableOfType(
            MessagingException.class, () -> RedisPreflight.look(redis.settings().withReplicas(1)));
    assertThat(refusal).hasMessageContaining("does not let user 'default' do what is needed");
  }

  @Test
  void whatTheUserMayNotReadIsAWarningOnly() {
    redis.answer("CONFIG", "-NOPERM this user has no permissions to run the 'config|get' command");
    redis.info("maxmemory_policy", "");

    assertThat(RedisPreflight.look(redis.settings()).warnings())
        .containsExactly(
            "it does not tell its maxmemory-policy; make sure that it is noeviction",
            "it does not tell its appendfsync; make sure that it is everysec or always");
  }

  @Test
  void aPolicyThatOnlyConfigTellsCountsAsWell() {
    redis.info("maxmemory_policy", "");
    redis.answer("CONFIG", FakeRedis.array("maxmemory-policy", "volatile-ttl"));

    assertThat(refusal()).hasMessageContaining("has maxmemory-policy volatile-ttl");
  }

  @Test
  void aServerThatKeepsLittleIsAWarning() {
    redis.answer("CONFIG", FakeRedis.array("appendfsync", "no"));
    assertThat(RedisPreflight.look(redis.settings()).warnings())
        .containsExactly(
            "appendfsync is no: half a minute of acknowledged work may be lost; set everysec or"
                + " always");
    redis.info("aof_enabled", "0");
    assertThat(RedisPreflight.look(redis.settings()).warnings())
        .containsExactly(
            "its append-only file is off: a restart loses everything; set appendonly yes");
  }

  @Test
  void nobodyAtTheAddressIsUnavailable() throws IOException {
    RedisSettings nowhere = redis.settings();
    redis.close();
    assertThat(unavailable(nowhere))
        .hasMessageContaining("nothing listens at " + nowhere.address() + "; start Redis there");
    assertThat(unavailable(RedisSettings.of(RedisServer.of("no-such-host.invalid", 6379))))
        .hasMessageContaining("there is no host 'no-such-host.invalid'");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RedisSettings mute =
          RedisSettings.of(RedisServer.of("127.0.0.1", silent.getLocalPort()))
              .withCallTimeout(Duration.ofMillis(200));
      assertThat(unavailable(mute)).hasMessageContaining("nothing answers at " + mute.address());
    }
  }

  @Test
  void aServerWithoutTlsIsNotSpokenToWithTls() {
    RedisServer plain = redis.settings().server();
    RedisServer tls = new RedisServer(plain.host(), plain.port(), "", "", 0, true);

    MessagingException refusal =
        catchThrowableOfType(
            MessagingException.class,
            () ->
                RedisPreflight.look(RedisSettings.of(tls).withCallTimeout(Duration.ofSeconds(1))));
    assertThat(refusal).hasMessageContaining("127.0.0.1");
  }

  @Test
  void aNamespaceOfSomebodyElseIsRefused() {
    redis.answer(
        "SCAN", "*2\r\n" + FakeRedis.bulk("0") + "\r\n" + FakeRedis.array("ld4j:default:x"));
    assertThat(refusal())
        .hasMessageContaining(
            "holds somebody else's data where ours would be: key ld4j:default:x, which is not ours"
                + " (none); choose another --namespace than 'default'");
  }

  @Test
  void whatIsNamedLikeOursAndIsAnotherKindIsNotOurs() {
    redis.answer("TYPE", "+string");
    assertThat(refusal()).hasMessageContaining("key ld4j:default:{fleet}:about, which is not ours");
  }

  @Test
  void whatAnotherVersionWroteIsNotRead() {
    redis.answer("TYPE", "+hash").answer("HGET", FakeRedis.bulk("2"));
    assertThat(refusal())
        .hasMessageContaining("which another version of this program wrote (format 2)");
    redis.answer("HGET", FakeRedis.bulk("1"));
    assertThat(RedisPreflight.look(redis.settings()).warnings()).isEmpty();
  }

  private MessagingException refusal() {
    MessagingException refusal =
        catchThrowableOfType(MessagingException.class, () -> RedisPreflight.look(redis.settings()));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static MessagingUnavailableException unavailable(RedisSettings settings) {
    MessagingUnavailableException refusal =
        catchThrowableOfType(
            MessagingUnavailableException.class, () -> RedisPreflight.look(settings));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private String address() {
    return redis.settings().address();
  }
}
