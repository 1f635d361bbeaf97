package org.llamadeploy4j.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Lua script of ours: one atomic change. Its source is the resource {@code lua/<name>.lua}; its
 * first line ({@code #!lua …}) stays first; its name as a comment, the clock and the shared prelude
 * follow, then the parts that it has in common with a few others, if any, and its body. Immutable.
 *
 * @param name for messages
 * @param source what is loaded
 * @param sha hash that Redis knows it by, in hexadecimal
 */
record Script(String name, byte[] source, byte[] sha) {
  private static final List<String> ENDING = List.of("ended", "ending");

  /** Which parts some scripts have in common. */
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "submit", List.of("door"),
          "retry", List.of("door", "ended"),
          "complete", ENDING,
          "cancel", ENDING,
          "takeover", ENDING,
          "release", ENDING,
          "delete", ENDING,
          "wipe", ENDING);

  /**
   * Reads a script that sees the server's time.
   *
   * @throws IllegalStateException when there is no such resource
   */
  static Script load(String name) {
    return load(name, resource("clock"));
  }

  /** The same with another source for {@code now}: tests set the time. */
  static Script load(String name, String clock) {
    String body = resource(name);
    int firstLine = body.indexOf('\n') + 1;
    if (!body.startsWith("#!lua")) {
      throw new IllegalStateException("script " + name + " must start with '#!lua'");
    }
    String named = "-- script " + name + "\n"; // so that whoever sees it loaded can tell
    String source =
        body.substring(0, firstLine)
            + named
            + clock
            + resource("prelude")
            + PARTS.getOrDefault(name, List.of()).stream()
                .map(Script::resource)
                .collect(Collectors.joining())
            + body.substring(firstLine);
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    return new Script(name, bytes, sha1(bytes));
  }

  @Override
  public String toString() {
    return name;
  }

  /** The text of a part that scripts share, or of one of them. */
  static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream("lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no script lua/" + name + ".lua on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read script " + name, e);
    }
  }

  private static byte[] sha1(byte[] source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(source);
      return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
