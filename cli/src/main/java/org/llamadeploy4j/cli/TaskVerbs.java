package org.llamadeploy4j.cli;

import java.io.PrintStream;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;
import picocli.CommandLine.Command;

/** What {@code llamactl tasks} does to one task. */
final class TaskVerbs {
  private TaskVerbs() {}

  /** {@code llamactl tasks cancel}. */
  @Command(
      name = "cancel",
      description = "Cancel a task. One that runs is interrupted; its session goes on.")
  static final class Cancel extends OneTaskCommand {
    Cancel(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out) {
      TaskStatus task = client.cancelTask(in, id);
      out.println(
          task.status() == RunStatus.CANCELLED
              ? "Task %s is cancelled".formatted(id)
              : "Task %s is being cancelled: its runtime was told".formatted(id));
    }
  }

  /** {@code llamactl tasks retry}. */
  @Command(
      name = "retry",
      description =
          "Have a task that failed or was cancelled begin anew, from its input, on the version that"
              + " is deployed now. All its steps run again.")
  static final class Retry extends OneTaskCommand {
    Retry(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out) {
      TaskStatus task = client.retryTask(in, id);
      out.println("Task %s is queued again, for attempt %d".formatted(id, task.attempts()));
    }
  }

  /** {@code llamactl tasks delete}. */
  @Command(
      name = "delete",
      description = "Delete a task that has ended, with its events and its result.")
  static final class Delete extends OneTaskCommand {
    Delete(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out) {
      client.deleteTask(in, id);
      out.println("Task %s is deleted".formatted(id));
    }
  }
}
