package org.llamadeploy4j.workflow.internal;

import java.util.List;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of a loaded program: made once, at the latest when something is asked of them, and
 * closed once, with the resources of all. Thread-safe.
 */
final class MadeChildren {

  /** To readers of logs this is a part of loading. */
  private static final Logger LOG = LoggerFactory.getLogger(LoadedProgram.class);

  private final Program program;
  private final Loading loading;
  private volatile boolean made;

  // guarded by this
  private boolean closed;

  MadeChildren(Program program, Loading loading) {
    this.program = program;
    this.loading = loading;
  }

  /**
   * Makes them if that has not been done.
   *
   * @throws WorkflowDefinitionException when one cannot be made or has problems of its own; those
   *     that were made are closed then
   */
  synchronized void make() {
    if (!made) {
      try {
        ChildFlows.addTo(program.family(), program, loading);
      } catch (WorkflowDefinitionException e) {
        close();
        throw e;
      }
      program.family().checkReplaced(loading.overrides().keySet());
      made = true;
    }
  }

  /** The same, and logs what their authors should know. Takes no lock once they are made. */
  void makeAndWarn() {
    if (!made) {
      makeAndWarnNow();
    }
  }

  private synchronized void makeAndWarnNow() {
    if (!made) {
      make();
      all().forEach(MadeChildren::warn);
    }
  }

  private List<Program> all() {
    return program.family().all().stream()
        .filter(each -> !each.flow().equals(program.flow()))
        .toList();
  }

  /** Closes the program's resources, and the children with theirs. Idempotent. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      program.resources().close();
      for (Program child : all()) {
        child.resources().close();
        close(child.workflow(), program.options().name());
      }
    }
  }

  /** Logs what a program's author should know. */
  static void warn(Program program) {
    program.model().warnings().forEach(w -> LOG.warn("workflow {}: {}", program.flow(), w));
  }

  /** Closes a workflow that can be closed; what user code throws is logged. */
  static void close(Workflow workflow, String name) {
    if (workflow instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Throwable e) { // user code may throw anything, errors included
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.warn("closing the workflow of service={} failed", name, e);
      }
    }
  }
}
