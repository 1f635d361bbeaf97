package org.llamadeploy4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llamactl serve}: all roles in one process. */
@Command(
    name = "serve",
    description =
        "Run API server, control plane and a runtime here, with a Redis of their own,"
            + " until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEPLOYMENT_FILE",
      description = "What to deploy at the start.")
  private @Nullable Path file;

  @Mixin private final ListenMixin listen = new ListenMixin();
  @Mixin private final RedisMixin redis = new RedisMixin();
  @Mixin private final RuntimeMixin runtime = new RuntimeMixin();
  @Mixin private final PlacementMixin placement = new PlacementMixin();
  @Mixin private final KeepMixin keep = new KeepMixin();
  @Mixin private final LimitsMixin limits = new LimitsMixin();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder for data and logs. Default: .llamadeploy")
  private Path data = Path.of(".llamadeploy");

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ServeOptions options =
        new ServeOptions(
            file,
            listen.host(),
            listen.port(),
            redis.address(terminal).orElse(null),
            redis.namespace(),
            redis.ofOwnRedis(),
            data,
            runtime.parkAfter(),
            placement.placements(),
            keep.kept(),
            limits.limits());
    if (file != null) {
      DeploymentFiles.read(file, terminal);
    }
    return Programs.find().serve(options, terminal.out(), terminal.err());
  }
}
