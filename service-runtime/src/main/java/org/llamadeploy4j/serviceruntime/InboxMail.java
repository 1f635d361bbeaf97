package org.llamadeploy4j.serviceruntime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.spi.ExternalEvent;
import org.llamadeploy4j.workflow.spi.RunHandle;

/**
 * The one way by which entries of a run's inbox come to its driver, whoever brings them: a claim, a
 * look, or the answer to a write. So they come in the inbox's order, by which the store takes them
 * out again. Thread-safe, never blocks.
 */
final class InboxMail {
  /** What came before the driver. Guarded by this. */
  private final List<ExternalEvent> early;

  /** Guarded by this. */
  private @Nullable RunHandle driver;

  /** Mail for a driver to come, beginning with what the claim brought. */
  InboxMail(List<ExternalEvent> claimed) {
    early = new ArrayList<>(claimed);
  }

  /** Gives the mail its reader. Once. */
  synchronized void to(RunHandle reader) {
    driver = reader;
    if (!early.isEmpty()) {
      reader.deliver(List.copyOf(early));
      early.clear();
    }
  }

  /** Hands on what the store has brought. Called in the order in which it did. */
  synchronized void give(List<ExternalEvent> fresh) {
    if (driver == null) {
      early.addAll(fresh);
    } else if (!fresh.isEmpty()) {
      driver.deliver(fresh);
    }
  }
}
