package org.llamadeploy4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.DeploymentUpload;
import org.llamadeploy4j.client.LlamaDeployClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamactl deploy}: makes a deployment file live. */
@Command(name = "deploy", description = "Deploy what a file describes, and wait until it is live.")
final class DeployCommand implements Callable<Integer> {
  private final Servers servers;
  private final Terminal terminal;

  @Parameters(paramLabel = "DEPLOYMENT_CONFIG_FILE", description = "The deployment file.")
  private Path file = Path.of("");

  @Option(
      names = "--reload",
      description = "Replace the deployment of that name; without it a taken name is refused.")
  private boolean reload;

  @Option(
      names = "--base-path",
      paramLabel = "DIR",
      description = "The folder that local sources are relative to. Default: the file's.")
  private @Nullable Path basePath;

  DeployCommand(Servers servers, Terminal terminal) {
    this.servers = servers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    byte[] yaml = DeploymentFiles.read(file, terminal);
    Path folder = basePath == null ? file.resolveSibling("") : basePath;
    String base = folder.toAbsolutePath().normalize().toString();
    try (LlamaDeployClient client = servers.connect()) {
      DeploymentUpload upload =
          new DeploymentUpload(yaml, String.valueOf(file.getFileName()), reload, base);
      terminal.out().println("Deployment successful: " + client.createDeployment(upload).name());
    }
    return Llamactl.OK;
  }
}
