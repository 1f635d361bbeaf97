package org.llamadeploy4j.cli;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.DeploymentName;
import picocli.CommandLine.Option;

/** The option that names a deployment. */
final class DeploymentMixin {
  @Option(
      names = {"-d", "--deployment"},
      paramLabel = "NAME",
      description = "The deployment. May be left out where there is exactly one.")
  private @Nullable DeploymentName name;

  /** The name that was given; null: none. */
  @Nullable DeploymentName name() {
    return name;
  }
}
