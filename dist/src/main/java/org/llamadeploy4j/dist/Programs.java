package org.llamadeploy4j.dist;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.UUID;
import org.llamadeploy4j.apiserver.ApiServer;
import org.llamadeploy4j.cli.ApiServerOptions;
import org.llamadeploy4j.cli.ControlPlaneOptions;
import org.llamadeploy4j.cli.Llamactl;
import org.llamadeploy4j.cli.RoleOptions;
import org.llamadeploy4j.cli.RunOnceOptions;
import org.llamadeploy4j.cli.RuntimeOptions;
import org.llamadeploy4j.cli.ServeOptions;
import org.llamadeploy4j.cli.ServerPrograms;
import org.llamadeploy4j.controlplane.ControlPlaneException;
import org.llamadeploy4j.messaging.DataFolderHeldException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The programs that host servers, as the command line starts them: one a process. */
public final class Programs implements ServerPrograms {
  /** The program wants to be started again; its exit status where it cannot do that itself. */
  static final int RESTART_NEEDED = 75;

  /** Made by {@link java.util.ServiceLoader}. */
  public Programs() {}

  @Override
  public int serve(ServeOptions options, PrintStream out, PrintStream err) {
    Program program =
        (parts, shutdown) -> new ServeProgram(options, out, err, shutdown, parts).start();
    return host(new DataFolder(options.data()), program, err);
  }

  @Override
  public int runOnce(RunOnceOptions options, PrintStream out, PrintStream err) {
    Path scratch = ScratchFolder.make();
    DataFolder folder = new DataFolder(scratch);
    prepare(folder);
    Lifecycle parts = new Lifecycle();
    Shutdown shutdown = new Shutdown(err);
    String result;
    try {
      result = new RunOnceProgram(options, folder, parts, err).run();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      shutdown.stop(parts);
      return failedOnce(e, folder, err);
    }
    shutdown.stop(parts);
    ScratchFolder.remove(scratch);
    out.println(result);
    return Llamactl.OK;
  }

  /** The logs are kept where they know more than the message. */
  private static int failedOnce(Throwable failure, DataFolder folder, PrintStream err) {
    if (!saysItAll(failure)) {
      ScratchFolder.removeAllBut(folder.root(), folder.logs());
      return failed(failure, folder, err);
    }
    ScratchFolder.remove(folder.root());
    err.println("Error: " + failure.getMessage());
    return Llamactl.FAILURE;
  }

  private static boolean saysItAll(Throwable failure) {
    return switch (failure) {
      case ProgramException _ -> true;
      case ControlPlaneException refused -> refused.code().httpStatus() < 500;
      default -> false;
    };
  }

  @Override
  public int apiserver(ApiServerOptions options, PrintStream out, PrintStream err) {
    RoleOptions role = options.role();
    Program program =
        (parts, shutdown) -> {
          ApiServer api = roles(role, parts, err).apiserver(options.host(), options.port());
          out.println("API server at http://" + options.host() + ":" + api.port());
          return api.port();
        };
    return host(new DataFolder(role.data()), program, err);
  }

  @Override
  public int controlPlane(ControlPlaneOptions options, PrintStream out, PrintStream err) {
    RoleOptions role = options.role();
    Program program =
        (parts, shutdown) -> {
          roles(role, parts, err)
              .controlPlane("control-plane-" + UUID.randomUUID(), options.placements());
          out.println("Control plane on " + role.redis());
          return 0;
        };
    return host(new DataFolder(role.data()), program, err);
  }

  @Override
  public int runtime(RuntimeOptions options, PrintStream out, PrintStream err) {
    RoleOptions role = options.role();
    Program program =
        (parts, shutdown) -> {
          roles(role, parts, err)
              .runtime(
                  DataFolder.freshRuntimeId(),
                  options.parkAfter(),
                  reason -> {
                    out.println("Stopping, to be started again: " + reason);
                    shutdown.request(RESTART_NEEDED);
                  });
          out.println("Service runtime on " + role.redis());
          return 0;
        };
    return host(new DataFolder(role.data()), program, err);
  }

  private static Roles roles(RoleOptions options, Lifecycle parts, PrintStream err) {
    RedisAccess redis = RedisAccess.of(options);
    AppliedLimits limits = new AppliedLimits(options.limits());
    return new Roles(parts, new DataFolder(options.data()), redis, limits, err);
  }

  /** Starts a program and keeps it until it is told to stop, or starts it anew. */
  private static int host(DataFolder folder, Program program, PrintStream err) {
    prepare(folder);
    Lifecycle parts = new Lifecycle();
    Shutdown shutdown = new Shutdown(err);
    int port;
    try {
      port = program.start(parts, shutdown);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      shutdown.stop(parts);
      return failed(e, folder, err);
    }
    int status = shutdown.awaitAndStop(parts);
    if (status == RESTART_NEEDED && !shutdown.signalled()) {
      ProcessRestart.now(port);
    }
    return status;
  }

  /** Before the first logger is made: the logs go where the data is. */
  private static void prepare(DataFolder folder) {
    folder.create();
    System.setProperty("llamadeploy.logs", folder.logs().toString());
  }

  private static int failed(Throwable failure, DataFolder folder, PrintStream err) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    // A folder that is held is another program's, and so is the log in it.
    if (!(failure instanceof DataFolderHeldException)) {
      Logger log = LoggerFactory.getLogger(Programs.class);
      log.error("The program ends", failure);
    }
    err.println("Error: " + (failure instanceof Error ? failure : failure.getMessage()));
    err.println("Logs: " + folder.logFile());
    return Llamactl.FAILURE;
  }

  /** The start of one program; says the port it listens at, 0 if it does not. */
  @FunctionalInterface
  private interface Program {
    int start(Lifecycle parts, Shutdown shutdown) throws IOException, InterruptedException;
  }
}
