package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.TaskRequest;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.IdempotencyKey;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
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

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Start everything here, deploy this file, run, and stop everything.")
  private @Nullable Path file;

  @Option(
      names = {"-a", "--arg"},
      arity = "2",
      paramLabel = "KEY VALUE",
      hideParamSyntax = true,
      description =
          "A field of the start event, as in '--arg message hi'; may be repeated. Values are"
              + " strings.")
  private List<String> args = new ArrayList<>();

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
      byte[] result = client.runTask(new TaskRequest(name, service, session, input(), key));
      terminal.out().println(ProtocolJson.text(result));
    }
    return Llamactl.OK;
  }

  private int runHere(Path here) {
    if (deployment.name() != null || session != null || key != null) {
      throw CliException.usage(
          "--file starts a server of its own: --deployment, --session-id and --idempotency-key"
              + " have no place there");
    }
    DeploymentFiles.read(here, terminal);
    RunOnceOptions options =
        new RunOnceOptions(here, service, input(), servers.profile().settings().timeout());
    return Programs.find().runOnce(options, terminal.out(), terminal.err());
  }

  private String input() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < args.size(); i += 2) {
      fields.put(args.get(i), args.get(i + 1));
    }
    return new String(ProtocolJson.write(fields), StandardCharsets.UTF_8);
  }
}
