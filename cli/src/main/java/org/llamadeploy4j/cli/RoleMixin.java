package org.llamadeploy4j.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every role that runs as a process of its own. */
final class RoleMixin {
  @Mixin private final RedisMixin redis = new RedisMixin();
  @Mixin private final KeepMixin keep = new KeepMixin();
  @Mixin private final LimitsMixin limits = new LimitsMixin();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder for artifacts and logs. Default: .llamadeploy")
  private Path data = Path.of(".llamadeploy");

  RoleOptions options(Terminal terminal) {
    return new RoleOptions(
        redis.required(terminal), redis.namespace(), data, keep.kept(), limits.limits());
  }
}
