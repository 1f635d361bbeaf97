package org.llamadeploy4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One role each: any number of processes on any number of machines, joined by one Redis. */
final class RoleCommands {
  private RoleCommands() {}

  /** {@code llamactl apiserver}. */
  @Command(name = "apiserver", description = "Run an API server until Ctrl-C.")
  static final class ApiServer implements Callable<Integer> {
    private final Terminal terminal;
    @Mixin private final ListenMixin listen = new ListenMixin();
    @Mixin private final RoleMixin role = new RoleMixin();

    ApiServer(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      ApiServerOptions options =
          new ApiServerOptions(role.options(terminal), listen.host(), listen.port());
      return Programs.find().apiserver(options, terminal.out(), terminal.err());
    }
  }

  /** {@code llamactl control-plane}. */
  @Command(name = "control-plane", description = "Run a control plane until Ctrl-C.")
  static final class ControlPlane implements Callable<Integer> {
    private final Terminal terminal;
    @Mixin private final RoleMixin role = new RoleMixin();
    @Mixin private final PlacementMixin placement = new PlacementMixin();

    ControlPlane(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      ControlPlaneOptions options =
          new ControlPlaneOptions(role.options(terminal), placement.placements());
      return Programs.find().controlPlane(options, terminal.out(), terminal.err());
    }
  }

  /** {@code llamactl runtime}. */
  @Command(name = "runtime", description = "Run a service runtime until Ctrl-C.")
  static final class ServiceRuntime implements Callable<Integer> {
    private final Terminal terminal;
    @Mixin private final RoleMixin role = new RoleMixin();
    @Mixin private final RuntimeMixin runtime = new RuntimeMixin();

    ServiceRuntime(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      RuntimeOptions options = new RuntimeOptions(role.options(terminal), runtime.parkAfter());
      return Programs.find().runtime(options, terminal.out(), terminal.err());
    }
  }
}
