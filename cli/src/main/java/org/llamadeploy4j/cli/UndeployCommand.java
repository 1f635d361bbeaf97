package org.llamadeploy4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Undeployed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamactl undeploy}: has a deployment go. */
@Command(
    name = "undeploy",
    description =
        "Let a deployment take no more tasks, and remove it with all its tasks and sessions once"
            + " they have ended.")
final class UndeployCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "The deployment.")
  private @Nullable DeploymentName name;

  @Option(names = "--now", description = "Cancel the tasks that have not ended.")
  private boolean now;

  UndeployCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DeploymentName deployment = Objects.requireNonNull(name);
    try (LlamaDeployClient client = servers.connect()) {
      Undeployed undeployed = client.undeploy(deployment, now);
      terminal.out().println(text(undeployed));
      return undeployed.removed() ? Llamactl.OK : Llamactl.UNDER_WAY;
    }
  }

  private String text(Undeployed undeployed) {
    if (undeployed.removed()) {
      return "Removed: " + undeployed.name();
    }
    String open =
        undeployed.unfinished() == 1
            ? "1 task has not ended"
            : undeployed.unfinished() + " tasks have not ended";
    return now
        ? "%s is going: its tasks are being cancelled, and %s".formatted(undeployed.name(), open)
        : "%s takes no more tasks and goes by itself when its tasks have ended: %s; --now cancels them"
            .formatted(undeployed.name(), open);
  }
}
