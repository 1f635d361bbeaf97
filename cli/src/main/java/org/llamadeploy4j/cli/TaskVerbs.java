package org.llamadeploy4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code llamactl tasks} does to one task. */
final class TaskVerbs {
  private TaskVerbs() {}

  /** What these commands have in common. */
  abstract static class Verb implements Callable<Integer> {
    private final Servers servers;
    private final Terminal terminal;

    @Mixin private final DeploymentMixin deployment = new DeploymentMixin();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private @Nullable TaskId task;

    Verb(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    /** Does it and says what became of it. */
    abstract String perform(LlamaDeployClient client, DeploymentName in, TaskId id);

    @Override
    public Integer call() {
      try (LlamaDeployClient client = servers.connect()) {
        DeploymentName name = servers.deployment(deployment.name(), client);
        terminal.out().println(perform(client, name, Objects.requireNonNull(task)));
      }
      return Llamactl.OK;
    }
  }

  /** {@code llamactl tasks cancel}. */
  @Command(
      name = "cancel",
      description = "Cancel a task. One that runs is interrupted; its session goes on.")
  static final class Cancel extends Verb {
    Cancel(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    String perform(LlamaDeployClient client, DeploymentName in, TaskId id) {
      TaskStatus task = client.cancelTask(in, id);
      return task.status() == RunStatus.CANCELLED
          ? "Task %s is cancelled".formatted(id)
          : "Task %s is being cancelled: its runtime was told".formatted(id);
    }
  }

  /** {@code llamactl tasks retry}. */
  @Command(
      name = "retry",
      description =
          "Have a task that failed or was cancelled begin anew, from its input, on the version that"
              + " is deployed now. All its steps run again.")
  static final class Retry extends Verb {
    Retry(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    String perform(LlamaDeployClient client, DeploymentName in, TaskId id) {
      TaskStatus task = client.retryTask(in, id);
      return "Task %s is queued again, for attempt %d".formatted(id, task.attempts());
    }
  }

  /** {@code llamactl tasks delete}. */
  @Command(
      name = "delete",
      description = "Delete a task that has ended, with its events and its result.")
  static final class Delete extends Verb {
    Delete(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    String perform(LlamaDeployClient client, DeploymentName in, TaskId id) {
      client.deleteTask(in, id);
      return "Task %s is deleted".formatted(id);
    }
  }
}
