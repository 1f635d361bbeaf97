package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command was typed.
 *
 * @param out for results
 * @param err for everything else
 * @param env environment variables; may hold secrets, so never printed
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> env) {
  Terminal {
    env = Map.copyOf(env);
  }

  void error(String message) {
    err.println("Error: " + message);
  }
}
