package org.llamadeploy4j.controlplane;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.messaging.TaskPlace;
import org.llamadeploy4j.messaging.TaskQuery;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * Which tasks of a deployment somebody wants to see.
 *
 * @param statuses where they stand; empty: anywhere
 * @param service whose tasks; null: of any service
 * @param session the session they run in; null: any, or none
 */
public record TaskFilter(
    Set<RunStatus> statuses, @Nullable ServiceId service, @Nullable SessionId session) {
  /** All of them. */
  public static final TaskFilter ALL = new TaskFilter(Set.of(), null, null);

  /** Copies the set. */
  public TaskFilter {
    statuses = Set.copyOf(statuses);
  }

  TaskQuery query(@Nullable TaskPlace after, int max, int look) {
    return new TaskQuery(statuses, service, session, after, max, look);
  }
}
