package org.llamadeploy4j.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.llamadeploy4j.client.EventLines;
import org.llamadeploy4j.client.EventOptions;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskRef;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunEvent;
import org.llamadeploy4j.protocol.TaskId;
import picocli.CommandLine.Command;

/** What comes out of one task, as {@code llamactl tasks} prints it. */
final class TaskOutput {
  private TaskOutput() {}

  /** {@code llamactl tasks result}. */
  @Command(
      name = "result",
      description = "Wait for the end of a task and print its result, as run does.")
  static final class Result extends OneTaskCommand {
    Result(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out) {
      out.println(client.result(TaskRefs.of(in, client.task(in, id))).result());
    }
  }

  /** {@code llamactl tasks events}. */
  @Command(
      name = "events",
      description =
          "Print what a task shows, such as a question, from the first event on: its name and its"
              + " JSON, a line each. Goes on until the task has ended, or Ctrl-C.")
  static final class Events extends OneTaskCommand {
    Events(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    void perform(LlamaDeployClient client, DeploymentName in, TaskId id, PrintStream out) {
      TaskRef of = TaskRefs.of(in, client.task(in, id));
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
