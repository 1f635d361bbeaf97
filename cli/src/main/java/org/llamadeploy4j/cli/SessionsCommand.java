package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.SessionDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llamactl sessions}: state that tasks share. */
@Command(name = "sessions", description = "Manage sessions.", synopsisSubcommandLabel = "COMMAND")
final class SessionsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw CliException.usage("Missing command: create");
  }

  /** {@code llamactl sessions create}. */
  @Command(name = "create", description = "Make a session and print it as JSON.")
  static final class Create implements Callable<Integer> {
    private final Servers servers;
    private final Terminal terminal;

    @Option(
        names = {"-d", "--deployment"},
        paramLabel = "NAME",
        description = "The deployment. May be left out where there is exactly one.")
    private @Nullable DeploymentName deployment;

    Create(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (LlamaDeployClient client = servers.connect()) {
        SessionDefinition session = client.createSession(servers.deployment(deployment, client));
        terminal.out().println(new String(ProtocolJson.write(session), StandardCharsets.UTF_8));
      }
      return Llamactl.OK;
    }
  }
}
