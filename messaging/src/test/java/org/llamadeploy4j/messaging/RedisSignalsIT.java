package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

class RedisSignalsIT extends SignalsContract {
  @TempDir static Path folder;
  private static EmbeddedRedis redis;

  private RedisCarrier carrier;
  private Signals signals;

  @BeforeAll
  static void startRedis() {
    redis = EmbeddedRedis.start(EmbeddedRedisSettings.of(folder));
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void open() {
    carrier = RedisCarrier.start(redis.settings());
    signals = new ChannelSignals(channels, carrier, this::publish, new LocalReplies(), true);
  }

  @AfterEach
  void close() {
    carrier.close();
  }

  @Test
  void aSubscriberWithoutAServerIsRefusedSoonAndLeavesNothingBehind() {
    redis.kill();
    try {
      AtomicInteger heard = new AtomicInteger();
      assertThatThrownBy(() -> signals.onFleetChange(heard::incrementAndGet))
          .isInstanceOf(MessagingUnavailableException.class);
      redis.restart();
      AtomicInteger other = new AtomicInteger();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> signals.onFleetChange(other::incrementAndGet) != null);
      publish(channels.fleet(), new byte[0]);
      await().atMost(PATIENCE).until(() -> other.get() == 1);
      assertThat(heard).hasValue(0);
    } finally {
      redis.restart();
    }
  }

  @Test
  void channelsWithoutSubscribersAreGivenUp() {
    signals.onFleetChange(() -> {}).close();
    await().atMost(PATIENCE).until(() -> receivers(channels.fleet()) == 0);
    signals.onFleetChange(() -> {});
    assertThat(receivers(channels.fleet())).isEqualTo(1);
  }

  @Override
  Signals signals() {
    return signals;
  }

  @Override
  void publish(String channel, byte[] message) {
    send(channel, message);
  }

  @Override
  void interrupt() {
    redis.kill();
    redis.restart();
  }

  private static long receivers(String channel) {
    return send(channel, new byte[0]);
  }

  private static long send(String channel, byte[] message) {
    var config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .autoNegotiateProtocol(false)
            .password(redis.password())
            .build();
    try (Connection connection =
        new Connection(new HostAndPort(redis.host(), redis.port()), config)) {
      connection.sendCommand(
          Protocol.Command.PUBLISH, channel.getBytes(StandardCharsets.UTF_8), message);
      return connection.getIntegerReply();
    }
  }
}
