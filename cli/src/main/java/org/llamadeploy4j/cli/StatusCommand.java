package org.llamadeploy4j.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.client.ServerDownException;
import org.llamadeploy4j.protocol.ServerStatus;
import picocli.CommandLine.Command;

/** {@code llamactl status}: how the server is. */
@Command(name = "status", description = "Show how the API server is and what it has deployed.")
final class StatusCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  StatusCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (LlamaDeployClient client = servers.connect()) {
      return show(client.status());
    } catch (ServerDownException e) {
      return unhealthy("API Server is down");
    }
  }

  private int show(ServerStatus status) {
    if (status.status() != ServerStatus.Health.HEALTHY) {
      return unhealthy(status.statusMessage());
    }
    terminal.out().println("LlamaDeploy is up and running.");
    List<String> deployments = Objects.requireNonNullElse(status.deployments(), List.of());
    terminal.out().println();
    if (deployments.isEmpty()) {
      terminal.out().println("Currently there are no active deployments");
    } else {
      terminal.out().println("Active deployments:");
      deployments.forEach(name -> terminal.out().println("- " + name));
    }
    return Llamactl.OK;
  }

  private int unhealthy(String why) {
    terminal.out().println("LlamaDeploy is unhealthy: " + why);
    return Llamactl.FAILURE;
  }
}
