package org.llamadeploy4j.cli;

import java.util.ServiceLoader;

/** Finds the implementation of {@link ServerPrograms} on the class path. */
final class Programs {
  private Programs() {}

  static ServerPrograms find() {
    return ServiceLoader.load(ServerPrograms.class)
        .findFirst()
        .orElseThrow(() ->
            CliException.failure(
                "this Java class path holds llamactl's client only, no servers; start it"
                    + " through the llamactl script"));
  }
}
