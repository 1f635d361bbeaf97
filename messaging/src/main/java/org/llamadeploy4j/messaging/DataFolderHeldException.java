package org.llamadeploy4j.messaging;

import java.nio.file.Path;

/** Another process works on the same data folder. The message says which. */
public final class DataFolderHeldException extends MessagingException {
  private static final long serialVersionUID = 1L;

  DataFolderHeldException(Path folder, String owner) {
    super(
        "the data folder "
            + folder
            + " is in use by "
            + owner
            + ": stop that process or choose another data folder");
  }
}
