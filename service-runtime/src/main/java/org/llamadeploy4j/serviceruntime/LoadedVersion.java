package org.llamadeploy4j.serviceruntime;

import java.nio.file.Path;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;

/**
 * A service version that is ready to run: its program, its class loader, its files.
 *
 * @param label names service and version
 * @param program runs it
 * @param code holds its class loader
 * @param folder its files
 */
record LoadedVersion(String label, WorkflowProgram program, ServiceCode code, Path folder)
    implements AutoCloseable {
  /**
   * Closes the workflow, its class loader, and deletes its files. Runs must have stopped before.
   */
  @Override
  public void close() {
    ContextLoader.call(
        code.loader(),
        () -> {
          program.close();
          return null;
        });
    code.close();
    WorkFolder.delete(folder);
  }
}
