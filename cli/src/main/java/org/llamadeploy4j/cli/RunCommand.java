package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskRequest;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.StartTime;
import org.llamadeploy4j.protocol.TaskDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llamactl run}: runs a service and prints its result. */
@Command(
    name = "run",
    description =
        "Run a service of a deployment to its end and print the result: text as it is,"
            + " anything else as JSON.")
final class RunCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  @Mixin private final DeploymentMixin deployment = new DeploymentMixin();
  @Mixin private final ArgsMixin args = new ArgsMixin();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Start everything here, deploy this file, run, and stop everything.")
  private @Nullable Path file;

  @Option(
      names = {"-s", "--service"},
      paramLabel = "ID",
      description = "The service. Default: the deployment's default service.")
  private @Nullable ServiceId service;

  @Option(
      names = {"-i", "--session-id"},
      paramLabel = "ID",
      description = "The session to run in. Default: one of its own.")
  private @Nullable SessionId session;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Names this request: with the same key and arguments it is the same task, however often"
              + " it is sent.")
  private @Nullable IdempotencyKey key;

  @Option(
      names = "--no-wait",
      description =
          "Do not wait for the result: print the task's and the session's ids. The result is had by"
              + " tasks result.")
  private boolean noWait;

  @Option(
      names = "--start-at",
      paramLabel = "INSTANT",
      description =
          "Start then, such as 2030-01-01T08:00:00Z, and do not wait for the result: print the"
              + " task's and the session's ids.")
  private @Nullable String startAt;

  RunCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return file == null ? runOnServer() : runHere(file);
  }

  private int runOnServer() {
    try (LlamaDeployClient client = servers.connect()) {
      DeploymentName name = servers.deployment(deployment.name(), client);
      TaskRequest request = new TaskRequest(name, service, session, input(), key);
      terminal.out().println(answer(client, request));
    }
    return Llamactl.OK;
  }

  private String answer(LlamaDeployClient client, TaskRequest request) {
    if (startAt != null) {
      Instant start = StartTime.parse(startAt, Instant.now());
      return task(client.createTask(request.startingAt(start))) + " starts at " + start;
    }
    return noWait ? task(client.createTask(request)) : ProtocolJson.text(client.runTask(request));
  }

  private static String task(TaskDefinition made) {
    return "Task %s of session %s".formatted(made.taskId(), made.sessionId());
  }

  private int runHere(Path here) {
    boolean needsServer = deployment.name() != null || session != null || key != null;
    if (needsServer || startAt != null || noWait) {
      throw CliException.usage(
          "--file starts a server of its own: --deployment, --session-id, --idempotency-key,"
              + " --no-wait and --start-at have no place there");
    }
    DeploymentFiles.read(here, terminal);
    RunOnceOptions options =
        new RunOnceOptions(here, service, input(), servers.profile().settings().timeout());
    return Programs.find().runOnce(options, terminal.out(), terminal.err());
  }

  private String input() {
    return new String(ProtocolJson.write(args.fields()), StandardCharsets.UTF_8);
  }
}
