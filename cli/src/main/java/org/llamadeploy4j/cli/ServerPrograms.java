package org.llamadeploy4j.cli;

import java.io.PrintStream;

/**
 * The programs that host servers. The module that has the servers provides one implementation
 * through {@link java.util.ServiceLoader}. Each call blocks until the program ended, be it by a
 * signal, and returns the exit status of the process; failures are told on {@code err} as {@code
 * Error: …}. Deployment files have been read and found valid before.
 */
public interface ServerPrograms {
  /** Runs API server, control plane and one runtime in this process until it is told to stop. */
  int serve(ServeOptions options, PrintStream out, PrintStream err);

  /**
   * Starts everything on free ports with data of its own, deploys, runs one task, stops everything.
   * Writes the result and nothing else to {@code out}, the text that {@link
   * org.llamadeploy4j.protocol.ProtocolJson#text} makes of it.
   */
  int runOnce(RunOnceOptions options, PrintStream out, PrintStream err);

  /** Runs an API server until it is told to stop. */
  int apiserver(ApiServerOptions options, PrintStream out, PrintStream err);

  /** Runs a control plane until it is told to stop. */
  int controlPlane(ControlPlaneOptions options, PrintStream out, PrintStream err);

  /** Runs a service runtime until it is told to stop. */
  int runtime(RuntimeOptions options, PrintStream out, PrintStream err);
}
