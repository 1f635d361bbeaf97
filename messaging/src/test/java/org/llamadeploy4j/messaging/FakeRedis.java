package org.llamadeploy4j.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks as a Redis of any kind would, and remembers what it was asked. */
final class FakeRedis implements AutoCloseable {
  private final ServerSocket socket;
  private final Thread listener;
  private final Map<String, String> answers = new TreeMap<>();
  private final Map<String, String> info = new TreeMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** One that is as it should be. */
  FakeRedis() {
    try {
      socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    info("redis_version", "7.0.15");
    info("redis_mode", "standalone");
    info("role", "master");
    info("maxmemory_policy", "noeviction");
    info("aof_enabled", "1");
    answer(
        "HELLO",
        "*4\r\n" + String.join("\r\n", bulk("server"), bulk("redis"), bulk("proto"), ":2"));
    answer("PING", "+PONG");
    answer("TYPE", "+none");
    answer("PUBLISH", ":0");
    answer("WAIT", ":0");
    answer("EVAL", ":0");
    answer("CONFIG", array("appendfsync", "everysec"));
    answer("SCAN", "*2\r\n" + bulk("0") + "\r\n*0");
    listener = Thread.ofVirtual().start(this::listen);
  }

  RedisSettings settings() {
    return RedisSettings.of(RedisServer.of("127.0.0.1", socket.getLocalPort()));
  }

  /** Sets what a command is answered with, as it goes over the wire. */
  FakeRedis answer(String command, String reply) {
    answers.put(command, reply);
    return this;
  }

  /** Sets a field of INFO; empty: it is not there. */
  FakeRedis info(String field, String value) {
    if (value.isEmpty()) {
      info.remove(field);
    } else {
      info.put(field, value);
    }
    return this;
  }

  /** Names of all commands so far. */
  List<String> asked() {
    return asked;
  }

  static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text;
  }

  static String array(String... items) {
    StringBuilder array = new StringBuilder("*" + items.length);
    for (String item : items) {
      array.append("\r\n").append(bulk(item));
    }
    return array.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
      listener.join(); // until it has left, the system still takes connections
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      for (List<String> command = read(in); !command.isEmpty(); command = read(in)) {
        asked.add(command.getFirst());
        out.write((reply(command.getFirst()) + "\r\n").getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private String reply(String command) {
    if (command.equals("INFO") && !answers.containsKey(command)) {
      StringBuilder text = new StringBuilder();
      info.forEach((field, value) -> text.append(field + ":" + value + "\r\n"));
      return bulk(text.toString());
    }
    return answers.getOrDefault(command, "+OK");
  }

  private static List<String> read(DataInputStream in) throws IOException {
    List<String> words = new ArrayList<>();
    String head = line(in);
    int count = head.startsWith("*") ? Integer.parseInt(head.substring(1)) : 0;
    for (int i = 0; i < count; i++) {
      int length = Integer.parseInt(line(in).substring(1));
      words.add(new String(in.readNBytes(length), UTF_8));
      line(in);
    }
    return words;
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
