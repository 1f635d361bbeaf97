package org.llamadeploy4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskListing;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;
import org.llamadeploy4j.protocol.TaskStatus;
import org.llamadeploy4j.protocol.TaskStatusPage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamactl tasks}: looks at tasks and controls them. */
@Command(
    name = "tasks",
    description = "List tasks, look at them, answer what they ask, cancel, retry and delete them.",
    synopsisSubcommandLabel = "COMMAND")
final class TasksCommand implements Callable<Integer> {
  private TasksCommand() {}

  /** The command with all below it. */
  static CommandLine create(Servers servers, Terminal terminal) {
    return new CommandLine(new TasksCommand())
        .addSubcommand(new Listed(servers, terminal))
        .addSubcommand(new Dead(servers, terminal))
        .addSubcommand(new Show(servers, terminal))
        .addSubcommand(new TaskOutput.Events(servers, terminal))
        .addSubcommand(new TaskOutput.Result(servers, terminal))
        .addSubcommand(new TaskVerbs.Cancel(servers, terminal))
        .addSubcommand(new TaskVerbs.Retry(servers, terminal))
        .addSubcommand(new TaskVerbs.Delete(servers, terminal))
        .addSubcommand(new SendCommand(servers, terminal));
  }

  @Override
  public Integer call() {
    throw CliException.usage(
        "Missing command: list, dead, show, events, result, cancel, retry, delete or send");
  }

  /** What the lists have in common. */
  abstract static class Lists implements Callable<Integer> {
    private static final int MOST = 1_000;

    private final Servers servers;
    private final Terminal terminal;

    @Mixin private final DeploymentMixin deployment = new DeploymentMixin();
    @Mixin private final OutputMixin output = new OutputMixin();

    @Option(
        names = {"-s", "--service"},
        paramLabel = "ID",
        description = "Only tasks of this service.")
    private @Nullable ServiceId service;

    @Option(
        names = {"-i", "--session-id"},
        paramLabel = "ID",
        description = "Only tasks that run in this session.")
    private @Nullable SessionId session;

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        description = "How many at most, up to 1000. Default: 50.")
    private int limit = 50;

    @Option(
        names = "--cursor",
        paramLabel = "TEXT",
        description = "Go on where an earlier list ended, which said how.")
    private @Nullable String cursor;

    Lists(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    abstract Set<RunStatus> statuses();

    /** Whether a task that the server found is one of those that are listed. */
    boolean lists(TaskStatus task) {
      return true;
    }

    abstract Table table(List<TaskStatus> tasks);

    @Override
    public Integer call() {
      if (limit < 1 || limit > MOST) {
        throw CliException.usage("--limit must be from 1 to %d, not %d".formatted(MOST, limit));
      }
      TaskStatusPage page;
      try (LlamaDeployClient client = servers.connect()) {
        page = page(client, servers.deployment(deployment.name(), client));
      }
      if (output.json()) {
        OutputMixin.printJson(terminal, page);
        return Llamactl.OK;
      }
      if (page.tasks().isEmpty()) {
        terminal.err().println("No such tasks.");
      } else {
        table(page.tasks()).print(terminal.out());
      }
      if (page.nextCursor() != null) {
        terminal.err().println("There are more: go on with --cursor " + page.nextCursor());
      }
      return Llamactl.OK;
    }

    /** A page of the server may be short though there is more: its search is bounded. */
    private TaskStatusPage page(LlamaDeployClient client, DeploymentName name) {
      List<TaskStatus> found = new ArrayList<>();
      String from = cursor;
      do {
        TaskListing listing =
            new TaskListing(statuses(), service, session, limit - found.size(), from);
        TaskStatusPage part = client.tasks(name, listing);
        part.tasks().stream().filter(this::lists).forEach(found::add);
        from = part.nextCursor();
      } while (from != null && found.size() < limit);
      return new TaskStatusPage(found, from);
    }
  }

  /** {@code llamactl tasks list}. */
  @Command(name = "list", description = "List tasks, newest first.")
  static final class Listed extends Lists {
    @Option(
        names = "--status",
        split = ",",
        paramLabel = "STATUS",
        description =
            "Only tasks that stand there: queued, running, waiting, completed, failed or cancelled;"
                + " several with commas.")
    private List<RunStatus> statuses = new ArrayList<>();

    Listed(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    Set<RunStatus> statuses() {
      return Set.copyOf(statuses);
    }

    @Override
    Table table(List<TaskStatus> tasks) {
      return TaskTexts.list(tasks);
    }
  }

  /** {@code llamactl tasks dead}. */
  @Command(
      name = "dead",
      description =
          "List poisoned tasks, newest first: those that failed because their runtime was lost again"
              + " and again while they ran. 'tasks list --status failed' has all that failed.")
  static final class Dead extends Lists {
    Dead(Servers servers, Terminal terminal) {
      super(servers, terminal);
    }

    @Override
    Set<RunStatus> statuses() {
      return Set.of(RunStatus.FAILED);
    }

    @Override
    boolean lists(TaskStatus task) {
      RunFailure error = task.error();
      return error != null && error.code().equals(TaskStatus.POISONED);
    }

    @Override
    Table table(List<TaskStatus> tasks) {
      return TaskTexts.dead(tasks);
    }
  }

  /** {@code llamactl tasks show}. */
  @Command(name = "show", description = "Show how a task is.")
  static final class Show implements Callable<Integer> {
    private final Servers servers;
    private final Terminal terminal;

    @Mixin private final DeploymentMixin deployment = new DeploymentMixin();
    @Mixin private final OutputMixin output = new OutputMixin();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private @Nullable TaskId task;

    Show(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      TaskStatus status;
      try (LlamaDeployClient client = servers.connect()) {
        status =
            client.task(
                servers.deployment(deployment.name(), client), Objects.requireNonNull(task));
      }
      if (output.json()) {
        OutputMixin.printJson(terminal, status);
      } else {
        TaskTexts.one(status).print(terminal.out());
      }
      return Llamactl.OK;
    }
  }
}
