package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.TaskId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands have in common that are about one task, named by its id. */
abstract class OneTaskCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  @Mixin private final DeploymentMixin deployment = new DeploymentMixin();

  @Parameters(paramLabel = "TASK", description = "The task's id.")
  private @Nullable TaskId task;

  OneTaskCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  /** Does it and prints what is to be said of it; may wait for the task. */
  abstract void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out);

  @Override
  public Integer call() {
    try (LlamaDeployClient client = servers.connect()) {
      DeploymentName name = servers.deployment(deployment.name(), client);
      perform(client, name, Objects.requireNonNull(task), terminal.out());
    }
    return Llamactl.OK;
  }
}
