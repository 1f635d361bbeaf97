package org.llamadeploy4j.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process's connection and the one to Redis that it is linked with. Two threads carry the bytes,
 * one for each direction; the one of the requests decides about traps before a script passes, the
 * one of the replies about those after. Other threads only close.
 */
final class LinkedPair {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Socket client;
  private final Socket redis;
  private final FaultyLink.Watch watch;
  private final Consumer<LinkedPair> onEnd;
  private final RespReader requests = new RespReader();
  private final RespReader replies = new RespReader();
  private long sent; // commands that have passed; the requests' thread's
  private long answered; // replies that have passed; the replies' thread's

  private volatile boolean swallowing;
  private volatile @Nullable Caught caught;

  /** A script that has passed, and whose reply is not to pass. */
  private record Caught(Snare snare, long number) {}

  LinkedPair(Socket client, Socket redis, FaultyLink.Watch watch, Consumer<LinkedPair> onEnd) {
    this.client = client;
    this.redis = redis;
    this.watch = watch;
    this.onEnd = onEnd;
  }

  void start(String name) {
    Thread.ofPlatform().name("to-redis-" + name).daemon().start(() -> carry(this::ask));
    Thread.ofPlatform().name("from-redis-" + name).daemon().start(() -> carry(this::answer));
  }

  /** The first words of the command that has just been read. */
  List<String> command() {
    return requests.words();
  }

  void cut() {
    close(client);
    close(redis);
  }

  void halfClose() {
    swallowing = true;
    try {
      client.shutdownOutput();
    } catch (IOException e) {
      cut(); // it is closed already
    }
  }

  private interface Direction {
    void run() throws IOException, InterruptedException;
  }

  private void carry(Direction direction) {
    try {
      direction.run();
    } catch (IOException | InterruptedException e) {
      // One side is gone: the other one goes, too.
    } finally {
      cut();
      onEnd.accept(this);
    }
  }

  private void ask() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    InputStream in = client.getInputStream();
    OutputStream out = redis.getOutputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      boolean passes = watch.passes() && !swallowing;
      int pass = uptoTrap(buffer, length);
      if (passes) {
        out.write(buffer, 0, pass);
        out.flush();
      } else {
        swallowing = true; // what follows a gap makes no sense to Redis
      }
    }
  }

  /** How many of these bytes may pass: those before the command that springs a trap. */
  private int uptoTrap(byte[] buffer, int length) {
    int complete = 0;
    for (int i = 0; i < length; i++) {
      if (requests.take(buffer[i])) {
        String script = watch.script(this);
        Snare before = watch.springs(script, Trap.Moment.BEFORE);
        if (before != null) {
          swallowing = true;
          before.deed().run();
          return complete;
        }
        sent++;
        complete = i + 1;
        Snare after = watch.springs(script, Trap.Moment.AFTER);
        if (after != null) {
          caught = new Caught(after, sent);
        }
      }
    }
    return length;
  }

  private void answer() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    InputStream in = redis.getInputStream();
    OutputStream out = client.getOutputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      boolean passes = watch.passes();
      count(buffer, length);
      Caught waiting = caught;
      if (waiting != null && answered >= waiting.number()) {
        swallowing = true;
        caught = null;
        waiting.snare().deed().run();
      }
      if (passes && !swallowing) {
        out.write(buffer, 0, length);
        out.flush();
      } else {
        swallowing = true;
      }
    }
  }

  private void count(byte[] buffer, int length) {
    for (int i = 0; i < length; i++) {
      if (replies.take(buffer[i])) {
        answered++;
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, closed or not.
    }
  }
}
