package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Starts lives of one embedded server: always the same program, data and password. Immutable.
 *
 * @param binary the program
 * @param folder its data
 * @param settings the rest
 * @param password what clients must know
 */
record RedisLauncher(
    RedisBinary binary, RedisFolder folder, EmbeddedRedisSettings settings, String password) {
  private static final int PORTS_TO_TRY = 5;

  /**
   * A server that answers, and its port.
   *
   * @param child its process
   * @param port where it listens
   */
  record Launched(RedisChild child, int port) {}

  /** Starts on a free port. Somebody may take it between look and use: then on another. */
  Launched launchAnywhere() throws IOException, InterruptedException {
    MessagingException failure = null;
    for (int attempt = 0; attempt < PORTS_TO_TRY; attempt++) {
      int port = freePort();
      try {
        return new Launched(launch(port), port);
      } catch (MessagingException e) {
        if (!isTaken(port)) {
          throw e;
        }
        failure = e;
      }
    }
    throw new MessagingException("found no free port for the embedded Redis", failure);
  }

  /** Starts on this port and waits until it answers; leaves no process behind when it does not. */
  RedisChild launch(int port) throws IOException, InterruptedException {
    RedisChild child =
        RedisChild.spawn(binary, folder, RedisConfigFile.write(folder, settings, port, password));
    boolean ready = false;
    try {
      child.awaitReady(new RedisProbe(port, password), settings.startTimeout());
      ready = true;
      return child;
    } finally {
      if (!ready) {
        child.kill();
      }
    }
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "RedisLauncher[binary=" + binary + ", folder=" + folder + "]";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() != port;
    } catch (IOException e) {
      return true;
    }
  }
}
