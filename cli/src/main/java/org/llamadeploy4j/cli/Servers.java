package org.llamadeploy4j.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.client.LlamaDeployClient;
import org.llamadeploy4j.protocol.DeploymentDefinition;
import org.llamadeploy4j.protocol.DeploymentName;

/** Finds the server, and the deployment, that a command is meant for. */
final class Servers {
  private final Terminal terminal;
  private final RootCommand options;

  Servers(Terminal terminal, RootCommand options) {
    this.terminal = terminal;
    this.options = options;
  }

  ConfigFile configFile() {
    return ConfigFile.of(options.config, terminal.env());
  }

  /** The name of the profile for this call: the one that was asked for, or the current one. */
  String profileName(Profiles profiles) {
    return Objects.requireNonNullElse(options.profile, profiles.current());
  }

  /** The profile for this call, options applied. */
  Profile profile() {
    Profiles profiles = configFile().read();
    String name = profileName(profiles);
    Profile profile =
        profiles
            .find(name)
            .orElseThrow(() -> CliException.failure("Profile " + name + " does not exist."));
    try {
      return new Profile(
          Objects.requireNonNullElse(options.server, profile.server()),
          options.insecure || profile.insecure(),
          Objects.requireNonNullElse(options.timeoutSeconds, profile.timeoutSeconds()));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Opens a connection; the caller closes it. */
  LlamaDeployClient connect() {
    return LlamaDeployClient.of(profile().settings());
  }

  /** The deployment that was named, or the only one there is. */
  DeploymentName deployment(@Nullable DeploymentName named, LlamaDeployClient client) {
    if (named != null) {
      return named;
    }
    List<String> all = client.deployments().stream().map(DeploymentDefinition::name).toList();
    return switch (all.size()) {
      case 0 ->
          throw CliException.failure(
              "there are no deployments; deploy one with 'llamactl deploy deployment.yml'");
      case 1 -> new DeploymentName(all.getFirst());
      default ->
          throw CliException.failure(
              "there are several deployments: "
                  + String.join(", ", all)
                  + "; name one with -d/--deployment");
    };
  }
}
