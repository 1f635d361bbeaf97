package org.llamadeploy4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The program {@code llamactl}. Results go to standard output, everything else to the other. */
public final class Llamactl {
  /** Exit status of a command that did what it was told. */
  public static final int OK = 0;

  /** Exit status of a command that was understood and failed. */
  public static final int FAILURE = 1;

  /** Exit status of a command line that makes no sense. */
  public static final int USAGE = 2;

  /** Exit status of a command whose work goes on after it has ended. */
  public static final int UNDER_WAY = 3;

  private Llamactl() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String[] args) {
    // Results are data, so they are UTF-8 whatever the locale says.
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int status = run(args, out, err, System.getenv());
    out.flush();
    err.flush();
    System.exit(status);
  }

  /**
   * Runs one command in this process. Blocks until it ended.
   *
   * @param env the environment: {@code HOME}, {@code XDG_CONFIG_HOME}, {@code
   *     LLAMADEPLOY_REDIS_PASSWORD}
   * @return {@link #OK}, {@link #FAILURE}, {@link #USAGE}, or what a server program ended with
   */
  public static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> env) {
    return CommandLines.create(args, new Terminal(out, err, env)).execute(args);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
