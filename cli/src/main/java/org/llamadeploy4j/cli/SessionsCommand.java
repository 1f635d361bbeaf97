package org.llamadeploy4j.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.SessionDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin private final DeploymentMixin deployment = new DeploymentMixin();

    Create(Servers servers, Terminal terminal) {
      this.servers = servers;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (LlamaDeployClient client = servers.connect()) {
        SessionDefinition session =
            client.createSession(servers.deployment(deployment.name(), client));
        terminal.out().println(new String(ProtocolJson.write(session), StandardCharsets.UTF_8));
      }
      return Llamactl.OK;
    }
  }
}
