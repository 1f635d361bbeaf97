package org.llamadeploy4j.controlplane;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Signals.Subscription;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/** A runtime that says at once what became of its assignments, and loads nothing. */
public final class LoadingRuntime implements AutoCloseable {
  private static final Duration LEASE = Duration.ofHours(1);

  private final Messaging messaging;
  private final RuntimeId id;
  private final Function<ServiceVersion, PlacementState> load;
  private final Map<VersionId, PlacementState> placements = new HashMap<>();
  private final Subscription changes;
  private boolean gone;

  /**
   * Joins the fleet.
   *
   * @param load what becomes of a version that is assigned
   */
  public LoadingRuntime(
      Messaging messaging, String id, Function<ServiceVersion, PlacementState> load) {
    this.messaging = messaging;
    this.id = new RuntimeId(id);
    this.load = load;
    this.changes = messaging.signals().onFleetChange(this::look);
    report();
    look();
  }

  /** A runtime that can load everything. */
  public static LoadingRuntime thatLoads(Messaging messaging, String id) {
    return new LoadingRuntime(messaging, id, _ -> new PlacementState.Loaded(List.of()));
  }

  /** Its id. */
  public RuntimeId id() {
    return id;
  }

  private synchronized void look() {
    if (gone) {
      return;
    }
    Map<VersionId, ServiceVersion> wanted = new HashMap<>();
    for (Assignment assignment : messaging.fleet().read().assignments()) {
      if (assignment.runtime().equals(id)) {
        wanted.put(assignment.version().id(), assignment.version());
      }
    }
    boolean changed = placements.keySet().retainAll(wanted.keySet());
    for (ServiceVersion version : wanted.values()) {
      if (!placements.containsKey(version.id())) {
        placements.put(version.id(), load.apply(version));
        changed = true;
      }
    }
    if (changed) {
      report();
    }
  }

  private synchronized void report() {
    messaging.fleet().report(new RuntimeReport(id, "host", 16, Map.of(), placements), LEASE);
  }

  @Override
  public void close() {
    changes.close();
    synchronized (this) {
      gone = true;
    }
    messaging.fleet().leave(id);
  }
}
