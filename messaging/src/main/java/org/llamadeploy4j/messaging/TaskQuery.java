package org.llamadeploy4j.messaging;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * Which tasks somebody wants to see, newest first.
 *
 * @param statuses where they stand; empty: anywhere
 * @param service whose tasks; null: of any service
 * @param session the session they run in; null: any, or none
 * @param after only those that come after this place; null: from the newest on
 * @param max how many at most, at least one
 * @param look how many tasks to look at at most: one call holds up everybody else for so long
 */
public record TaskQuery(
    Set<RunStatus> statuses,
    @Nullable ServiceId service,
    @Nullable SessionId session,
    @Nullable TaskPlace after,
    int max,
    int look) {
  /** Copies the set and checks the numbers. */
  public TaskQuery {
    statuses = Set.copyOf(statuses);
    if (max < 1 || look < 1) {
      throw new IllegalArgumentException(
          "a page holds and looks at one task at least, not " + max + " and " + look);
    }
  }

  /** The newest tasks of all. */
  public static TaskQuery newest(int max) {
    return new TaskQuery(Set.of(), null, null, null, max, max);
  }

  boolean matches(RunStatus status, ServiceId of, @Nullable SessionId in) {
    return (statuses.isEmpty() || statuses.contains(status))
        && (service == null || service.equals(of))
        && (session == null || session.equals(in));
  }
}
