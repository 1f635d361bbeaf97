package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.EventLines;
import org.llamadeploy4j.client.EventOptions;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskRef;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunEvent;
import org.llamadeploy4j.protocol.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What comes out of one task, as {@code llamactl tasks} prints it. */
final class TaskOutput {
  private TaskOutput() {}

  /** What these commands have in common. */
  abstract static class Reading implements Callable<Integer> {
    private final Servers servers;
    private final Terminal terminal;

    @Mixin private final DeploymentMixin deployment = new DeploymentMixin();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private @Nullable TaskId task;

    Reading(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    /** Prints it; may wait for the task. */
    abstract void print(LlamaDeployClient client, TaskRef of, PrintStream out);

    @Override
    public Integer call() {
      try (LlamaDeployClient client = servers.connect()) {
        DeploymentName name = servers.deployment(deployment.name(), client);
        TaskRef of = TaskRefs.of(name, client.task(name, Objects.requireNonNull(task)));
        print(client, of, terminal.out());
      }
      return Llamactl.OK;
    }
  }

  /** {@code llamactl tasks result}. */
  @Command(
      name = "result",
      description = "Wait for the end of a task and print its result, as run does.")
  static final class Result extends Reading {
    Result(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void print(LlamaDeployClient client, TaskRef of, PrintStream out) {
      out.println(client.result(of).result());
    }
  }

  /** {@code llamactl tasks events}. */
  @Command(
      name = "events",
      description =
          "Print what a task shows, such as a question, from the first event on: its name and its"
              + " JSON, a line each. Goes on until the task has ended, or Ctrl-C.")
  static final class Events extends Reading {
    Events(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void print(LlamaDeployClient client, TaskRef of, PrintStream out) {
      try (EventLines events = client.events(of, EventOptions.RAW)) {
        Optional<RunEvent> event = events.nextEvent();
        while (event.isPresent()) {
          out.println(line(event.get()));
          out.flush();
          event = events.nextEvent();
        }
      }
    }

    private static String line(RunEvent event) {
      return event.type() + " " + new String(event.json(), StandardCharsets.UTF_8);
    }
  }
}
