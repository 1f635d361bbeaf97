package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection to a server that brings what is published, from its handshake to its first
 * failure. One thread writes, another reads; any thread may close.
 */
final class SignalWire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignalWire.class);
  private static final int CONNECT_MILLIS = 1_000;

  private final Pipe pipe;

  private SignalWire(Pipe pipe) {
    this.pipe = pipe;
  }

  /**
   * Connects and logs in.
   *
   * @param silenceMillis how long the server may say nothing before the connection counts as broken
   * @throws JedisException when the server cannot be reached or refuses
   */
  static SignalWire open(RedisSettings settings, int silenceMillis) {
    var config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .autoNegotiateProtocol(false)
            .connectionTimeoutMillis(CONNECT_MILLIS)
            .socketTimeoutMillis(silenceMillis)
            .clientName("llamadeploy4j-signals");
    RedisServer server = settings.server();
    if (!server.user().isEmpty()) {
      config.user(server.user());
    }
    if (!server.password().isEmpty()) {
      config.password(server.password());
    }
    if (server.tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    return new SignalWire(new Pipe(new HostAndPort(server.host(), server.port()), config.build()));
  }

  /** Asks for what is published on these channels; each is confirmed, in order. */
  void subscribe(List<String> channels) {
    send(Protocol.Command.SUBSCRIBE, channels);
  }

  /** Wants no more of these channels. */
  void unsubscribe(List<String> channels) {
    send(Protocol.Command.UNSUBSCRIBE, channels);
  }

  /** Makes the server say something. */
  void ping() {
    send(Protocol.Command.PING, List.of());
  }

  /**
   * Waits for the next thing the server says: a kind and its contents.
   *
   * @throws JedisException when the connection breaks or the server is silent for too long
   */
  List<?> read() {
    return pipe.getUnflushedObject() instanceof List<?> said ? said : List.of();
  }

  @Override
  public void close() {
    try {
      pipe.forceDisconnect();
    } catch (IOException | JedisException e) {
      LOG.debug("a connection that is of no use any more does not close", e);
    }
  }

  private void send(ProtocolCommand command, List<String> arguments) {
    byte[][] encoded =
        arguments.stream()
            .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    pipe.sendCommand(command, encoded);
    pipe.flush();
  }

  /** Jedis lets only its own kind send without waiting for a reply. */
  private static final class Pipe extends Connection {
    Pipe(HostAndPort address, DefaultJedisClientConfig config) {
      super(address, config);
    }

    @Override
    protected void flush() {
      super.flush();
    }
  }
}
