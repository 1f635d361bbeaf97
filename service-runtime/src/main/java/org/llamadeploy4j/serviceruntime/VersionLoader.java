package org.llamadeploy4j.serviceruntime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.llamadeploy4j.messaging.ArtifactStore;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.MessagingException;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.StreamMode;
import org.llamadeploy4j.serviceruntime.ServiceRuntimeException.Code;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.spi.ProgramListener;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.RunScheduler;
import org.llamadeploy4j.workflow.spi.Streaming;
import org.llamadeploy4j.workflow.spi.WorkflowFactory;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/**
 * Loads service versions: fetches the artifact, compiles, makes the workflow, checks it. Runs code
 * of authors on the caller's thread, so call it on a thread that is used for nothing else.
 * Thread-safe.
 */
final class VersionLoader {
  private final ArtifactStore artifacts;
  private final Path workFolder;
  private final RuntimeSettings.Limits limits;
  private final RunScheduler timers;
  private final AbandonedSteps abandoned;
  private final List<ProgramListener> listeners;

  /** Gives each load a folder of its own: an earlier one may never have ended. */
  private final AtomicLong loads = new AtomicLong();

  VersionLoader(
      ArtifactStore artifacts,
      RuntimeSettings settings,
      RunScheduler timers,
      AbandonedSteps abandoned) {
    this.artifacts = artifacts;
    this.workFolder = settings.workFolder();
    this.limits = settings.limits();
    this.listeners = settings.listeners();
    this.timers = timers;
    this.abandoned = abandoned;
  }

  /**
   * Loads a version.
   *
   * @throws ServiceRuntimeException saying for its author why it cannot be loaded; nothing is left
   *     behind
   */
  LoadedVersion load(Assignment assignment) {
    ServiceSpec spec = assignment.version().spec();
    String version = assignment.version().id().value();
    String label = assignment.deployment() + "/" + spec.id() + "@" + version.substring(0, 8);
    Path folder =
        workFolder.resolve(
            assignment.incarnation() + "-" + version + "-" + loads.incrementAndGet());
    WorkFolder.empty(folder);
    try {
      byte[] zip = artifacts.get(assignment.version().artifact());
      ServiceCode code = ServiceCode.open(label, zip, folder);
      try {
        return new LoadedVersion(label, program(spec, label, code), code, folder);
      } catch (RuntimeException | Error e) {
        code.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      // Whatever an author's constructor throws is an answer; without one the deployer waits.
      WorkFolder.delete(folder);
      throw refusal(label, e);
    }
  }

  private WorkflowProgram program(ServiceSpec spec, String label, ServiceCode code) {
    Path location = Path.of(spec.source().location()).getFileName();
    String folder = location == null ? "" : location.toString();
    Env env = code.environment(spec);
    ProgramOptions options =
        ProgramOptions.of(spec.id().value(), env, timers)
            .withStepGrace(limits.stepGrace())
            .withListener(listener(label))
            .withStreaming(streaming(spec.stream()));
    return ContextLoader.call(
        code.loader(),
        () -> {
          WorkflowPath path = new WorkflowPath(code.catalog(), code.loader(), folder);
          WorkflowFactory factory = path.resolve(spec.path());
          return WorkflowProgram.load(factory, options);
        });
  }

  private static Streaming streaming(StreamMode mode) {
    return switch (mode) {
      case LIVE -> Streaming.LIVE;
      case COMMITTED -> Streaming.COMMITTED;
    };
  }

  private ProgramListener listener(String label) {
    List<ProgramListener> all = new ArrayList<>();
    all.add(abandoned.listener(label));
    all.add(new FailedSteps(label));
    all.addAll(listeners);
    return ProgramListener.all(all);
  }

  private static ServiceRuntimeException refusal(String label, Throwable problem) {
    return switch (problem) {
      case ServiceRuntimeException own -> own;
      case WorkflowException e -> cannotRun(String.valueOf(e.getMessage()), e);
      case MessagingException e ->
          new ServiceRuntimeException(
              Code.BAD_ARTIFACT,
              "the code of %s cannot be fetched: %s".formatted(label, e.getMessage()),
              e);
      default ->
          cannotRun(
              "%s cannot be loaded: %s%s"
                  .formatted(label, problem, SharedLibraries.advice(problem)),
              problem);
    };
  }

  private static ServiceRuntimeException cannotRun(String message, Throwable cause) {
    return new ServiceRuntimeException(Code.CANNOT_RUN, message, cause);
  }
}
