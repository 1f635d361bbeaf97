package org.llamadeploy4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a user in a home of their own would, and keeps what they printed. */
final class Console {
  /** What one command did. */
  record Outcome(int status, String out, String err) {}

  private final Map<String, String> env = new HashMap<>();

  Console(Path home) {
    env.put("HOME", home.toString());
  }

  Console with(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  Outcome run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Llamactl.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            env);
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
