package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies between one process and Redis: a proxy on loopback that delays, swallows, cuts and
 * half-closes, and that knows the scripts that pass. Thread-safe.
 */
final class FaultyLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultyLink.class);
  private static final int CONNECT_MILLIS = 1_000;

  private final String name;
  private final int redisPort;
  private final ServerSocket server;
  private final Set<LinkedPair> pairs = ConcurrentHashMap.newKeySet();
  private final ScriptNames scripts = new ScriptNames();
  private final AtomicReference<@Nullable Snare> snare = new AtomicReference<>();
  private volatile Weather weather = Weather.FAIR;

  private FaultyLink(String name, int redisPort, ServerSocket server) {
    this.name = name;
    this.redisPort = redisPort;
    this.server = server;
  }

  /** A link to the Redis on this port of loopback, on a free port. */
  static FaultyLink open(String name, int redisPort) {
    try {
      ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      FaultyLink link = new FaultyLink(name, redisPort, server);
      Thread.ofPlatform().name("link-" + name).daemon().start(link::accept);
      return link;
    } catch (IOException e) {
      throw new ChaosException("no port for the link of " + name, e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  void weather(Weather now) {
    weather = now;
  }

  /** Lets this happen when the trap springs; replaces one that has not sprung. */
  void set(Snare next) {
    snare.set(next);
  }

  /** Takes the trap away, if it has not sprung. */
  void disarm(Snare old) {
    snare.compareAndSet(old, null);
  }

  /** Ends every connection without a word. */
  void cut() {
    pairs.forEach(LinkedPair::cut);
  }

  /** Tells the process on every connection that Redis says no more, while it may go on talking. */
  void halfClose() {
    pairs.forEach(LinkedPair::halfClose);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        link(server.accept());
      }
    } catch (IOException e) {
      LOG.debug("the link of {} ends", name, e);
    }
  }

  private void link(Socket client) throws IOException {
    if (weather.refusing()) {
      client.close();
      return;
    }
    Socket redis = new Socket();
    try {
      redis.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort), CONNECT_MILLIS);
    } catch (IOException e) { // Redis is down, and so is the link
      redis.close();
      client.close();
      return;
    }
    LinkedPair pair = new LinkedPair(client, redis, new Watch(), pairs::remove);
    pairs.add(pair);
    pair.start(name);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("the link of {} does not close", name, e);
    }
    cut();
  }

  /** What a pair of connections asks about the traffic that passes. */
  final class Watch {
    /** Waits as the weather is; says whether traffic passes at all. */
    boolean passes() throws InterruptedException {
      Weather now = weather;
      if (!now.delay().equals(Duration.ZERO)) {
        Thread.sleep(now.delay());
      }
      return !now.blackHole();
    }

    /** The name of the script that a command runs, or the empty string. */
    String script(LinkedPair pair) {
      return scripts.of(pair.command());
    }

    /** The trap that this script springs on this side, or null. */
    @Nullable Snare springs(String script, Trap.Moment moment) {
      Snare set = snare.get();
      return set != null && set.catches(script, moment) ? set : null;
    }
  }
}
