package org.llamadeploy4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code llamactl} itself: the options that hold for every command. */
@Command(
    name = "llamactl",
    description = "Deploys workflows and runs them.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this message and exit.")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
  boolean version;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The file with the profiles. Default: llamactl/config.yaml in the user's"
              + " configuration folder.")
  @Nullable Path config;

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "NAME",
      description = "The profile for this call. Default: the current one.")
  @Nullable String profile;

  @Option(
      names = {"-s", "--server"},
      paramLabel = "URL",
      description = "The API server. Default: the profile's.")
  @Nullable String server;

  @Option(
      names = {"-k", "--insecure"},
      description = "Take any TLS certificate for good.")
  boolean insecure;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "How long a call may take. Default: the profile's.")
  @Nullable Double timeoutSeconds;

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
    return Llamactl.OK;
  }
}
