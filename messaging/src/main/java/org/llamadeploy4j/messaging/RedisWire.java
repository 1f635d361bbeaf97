package org.llamadeploy4j.messaging;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushConsumerChainImpl;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One TCP connection to one life of a server, from its handshake to its first failure. Jedis does
 * the wire format. One thread writes ({@link #send}, {@link #flush}), another reads ({@link
 * #read}); any thread may close.
 */
final class RedisWire implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_UNANSWERED = 1 << 14;
  private static final int TICK_MILLIS = 250;
  private static final int CONNECT_MILLIS = 1_000;

  /** A reply that takes longer means that there is nobody to ask; calls that wait go on waiting. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** RESP2 has none: signals come over a connection of their own. */
  private static final PushConsumerChain NO_PUSHES = PushConsumerChainImpl.of();

  private static final byte[] LOAD = bytes("LOAD");

  private final Socket socket;
  private final RedisOutputStream out;
  private final RedisInputStream in;
  private final long patienceNanos;
  private final byte[] runId;
  private final Set<Script> loaded = new HashSet<>();
  private final BlockingQueue<RedisCall> unanswered = new ArrayBlockingQueue<>(MAX_UNANSWERED);
  private final HeldReplies held;
  private volatile boolean broken;

  /** {@code System.nanoTime()} since when a reply is missed; zero: none is. The reader's. */
  private volatile long silentSince;

  private RedisWire(RedisSettings settings, int replicas) throws IOException {
    held = new HeldReplies(settings, replicas);
    socket = socketFactory(settings).createSocket();
    try {
      socket.setSoTimeout(TICK_MILLIS);
      patienceNanos = settings.callTimeout().toNanos();
      out = new RedisOutputStream(socket.getOutputStream(), BUFFER_BYTES);
      in = new RedisInputStream(new Patient(socket.getInputStream()), BUFFER_BYTES);
      runId = shakeHands(settings);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Connects, logs in, and reads which life of the server this is.
   *
   * @param replicas how many must have what a call wrote before its reply is handed out
   * @throws IOException when the server cannot be reached
   * @throws JedisException when it refuses
   */
  static RedisWire open(RedisSettings settings, int replicas) throws IOException {
    return new RedisWire(settings, replicas);
  }

  /** Writes a call into the buffer, preceded by its script when this connection has not seen it. */
  void send(RedisCall call) throws IOException {
    Script script = call.script;
    if (script != null && loaded.add(script)) {
      RedisCall load =
          RedisCall.command(
              Protocol.Command.SCRIPT, List.of(LOAD, script.source()), Long.MAX_VALUE);
      write(load, plain(load));
    }
    write(call, script == null ? plain(call) : evalsha(script, call));
    held.sent(call);
    ask(false);
  }

  /** Asks whether replicas have what was sent, if that is to be known and nothing else is sent. */
  void confirm() throws IOException {
    ask(true);
  }

  private void ask(boolean idle) throws IOException {
    for (RedisCall call : held.question(idle)) {
      write(call, plain(call));
    }
  }

  /** Sends what {@link #send} and {@link #confirm} have buffered. */
  void flush() throws IOException {
    out.flush();
  }

  /**
   * Waits for the next reply.
   *
   * @throws JedisException when the reply is an error, or the connection broke
   */
  @Nullable Object read() {
    return Protocol.read(in, NO_PUSHES);
  }

  /**
   * Hands the reply that was read to the oldest call without one, or holds it until replicas have
   * what the call wrote.
   *
   * @return whether the writer may {@link #confirm} now what it has sent meanwhile
   */
  boolean answer(@Nullable Object reply) {
    return held.answered(answered(), reply);
  }

  /** The oldest call without a reply, which is the one that the last {@link #read} answered. */
  RedisCall answered() {
    return unanswered.remove();
  }

  /** The oldest call without a reply; null: none. Stays in place. */
  @Nullable RedisCall oldest() {
    return unanswered.peek();
  }

  /** Takes all calls whose callers wait, oldest first, once nobody reads or writes any more. */
  void drainTo(List<RedisCall> calls) {
    held.drainTo(calls);
    unanswered.drainTo(calls);
  }

  /**
   * Since which {@code System.nanoTime()} the reader waits for a reply in vain; zero: it does not,
   * or not for long. A server that is frozen or cut off is known by that long before its connection
   * breaks.
   */
  long silentSince() {
    return silentSince;
  }

  boolean broken() {
    return broken;
  }

  @Override
  public void close() {
    broken = true;
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, closed or not.
    }
  }

  private void write(RedisCall call, CommandArguments arguments) throws IOException {
    call.sentAt = System.nanoTime();
    if (!unanswered.offer(call)) {
      out.flush();
      awaitRoom(call);
    }
    Protocol.sendCommand(out, arguments);
  }

  private void awaitRoom(RedisCall call) throws IOException {
    try {
      while (!unanswered.offer(call, TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (broken) {
          throw new IOException("the connection broke");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static CommandArguments plain(RedisCall call) {
    if (call.command == null) {
      throw new IllegalStateException(call + " is no plain command");
    }
    CommandArguments arguments = new CommandArguments(call.command);
    call.args.forEach(arguments::add);
    return arguments;
  }

  private CommandArguments evalsha(Script script, RedisCall call) {
    CommandArguments arguments = new CommandArguments(Protocol.Command.EVALSHA);
    arguments.add(script.sha()).add(call.keys.size());
    call.keys.forEach(arguments::add);
    arguments.add(runId);
    call.args.forEach(arguments::add);
    return arguments;
  }

  private byte[] shakeHands(RedisSettings settings) throws IOException {
    CommandArguments hello = new CommandArguments(Protocol.Command.HELLO).add("2");
    RedisServer server = settings.server();
    if (!server.password().isEmpty()) {
      String user = server.user().isEmpty() ? "default" : server.user();
      hello.add("AUTH").add(user).add(server.password());
    }
    ask(hello.add("SETNAME").add("llamadeploy4j"));
    if (server.database() != 0) {
      ask(new CommandArguments(Protocol.Command.SELECT).add(server.database()));
    }
    // A server that still loads its data answers with an error, which makes us come back later.
    ask(new CommandArguments(Protocol.Command.PING));
    Object info = ask(new CommandArguments(Protocol.Command.INFO).add("server"));
    return bytes(RedisInfo.parse(info).text("run_id"));
  }

  private @Nullable Object ask(CommandArguments command) throws IOException {
    Protocol.sendCommand(out, command);
    out.flush();
    return Protocol.read(in, NO_PUSHES);
  }

  private static DefaultJedisSocketFactory socketFactory(RedisSettings settings) {
    var config = DefaultJedisClientConfig.builder().connectionTimeoutMillis(CONNECT_MILLIS);
    if (settings.server().tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    return new DefaultJedisSocketFactory(
        new HostAndPort(settings.server().host(), settings.server().port()), config.build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits as long as nobody waits too long for a reply: an idle connection may stay idle. */
  private final class Patient extends FilterInputStream {
    Patient(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long since = System.nanoTime();
      while (true) {
        try {
          int read = in.read(buffer, offset, length);
          if (silentSince != 0) {
            silentSince = 0;
          }
          return read;
        } catch (SocketTimeoutException e) {
          RedisCall oldest = unanswered.peek();
          boolean handshake = runId == null;
          if (handshake || oldest != null) {
            long missedSince = oldest == null ? since : oldest.sentAt;
            long waited = System.nanoTime() - missedSince;
            if (waited > patienceNanos || (handshake && waited > SILENCE_NANOS)) {
              throw e;
            }
            if (waited > SILENCE_NANOS) {
              silentSince = missedSince;
            }
          }
        }
      }
    }
  }
}
