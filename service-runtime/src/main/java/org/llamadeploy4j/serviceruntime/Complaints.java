package org.llamadeploy4j.serviceruntime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Logs the first failure of a kind and its end, not each one between. Thread-safe. */
final class Complaints {
  private final Logger log;
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  Complaints(Logger log) {
    this.log = log;
  }

  /** Something failed that is tried again. */
  void about(String kind, String what, RuntimeException cause) {
    if (open.add(kind)) {
      log.warn("{}; trying on: {}", what, cause.getMessage());
    } else {
      log.debug("{}: {}", what, cause.getMessage());
    }
  }

  /** It works, again. */
  void settled(String kind) {
    if (!open.isEmpty() && open.remove(kind)) {
      log.info("{}: works again", kind);
    }
  }
}
