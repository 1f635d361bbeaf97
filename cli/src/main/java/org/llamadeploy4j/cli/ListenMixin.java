package org.llamadeploy4j.cli;

import picocli.CommandLine.Option;

/** The options that say where an API server listens. */
final class ListenMixin {
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen at. Default: 127.0.0.1, this machine only.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen at; 0 for a free one. Default: 4501.")
  private int port = 4501;

  String host() {
    if (host.isBlank()) {
      throw CliException.usage("Invalid value for option '--host': it is empty");
    }
    return host;
  }

  int port() {
    if (port < 0 || port > MAX_PORT) {
      throw CliException.usage(
          "Invalid value for option '--port': %d is not a port; expected 0 to %d"
              .formatted(port, MAX_PORT));
    }
    return port;
  }
}
