package org.llamadeploy4j.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every role that runs as a process of its own. */
final class RoleMixin {
  private static final String NAMESPACE_FORM = "[A-Za-z0-9_-]{1,32}";

  @Mixin private final RedisMixin redis = new RedisMixin();

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Keeps fleets on one Redis apart. Default: default")
  private String namespace = "default";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder for artifacts and logs. Default: .llamadeploy")
  private Path data = Path.of(".llamadeploy");

  RoleOptions options(Terminal terminal) {
    if (!namespace.matches(NAMESPACE_FORM)) {
      throw CliException.usage(
          "Invalid value for option '--namespace': expected 1 to 32 letters, digits, '-' or '_'");
    }
    return new RoleOptions(redis.required(terminal), namespace, data);
  }
}
