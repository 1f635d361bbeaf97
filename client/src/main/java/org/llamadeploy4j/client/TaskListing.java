package org.llamadeploy4j.client;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;

/**
 * Which tasks to list.
 *
 * @param statuses where they stand; empty: anywhere
 * @param service whose tasks; null: of any service
 * @param session the session they run in; null: any, or none
 * @param limit how many on a page, up to 1,000
 * @param cursor the {@code nextCursor} of the page before; null: the first page
 */
public record TaskListing(
    Set<RunStatus> statuses,
    @Nullable ServiceId service,
    @Nullable SessionId session,
    int limit,
    @Nullable String cursor) {
  /** A hundred of all tasks. */
  public static final TaskListing ALL = new TaskListing(Set.of(), null, null, 100, null);

  /** Copies the set. */
  public TaskListing {
    statuses = Set.copyOf(statuses);
  }

  /** The same of tasks that stand at one of these. */
  public TaskListing with(RunStatus... where) {
    return new TaskListing(Set.of(where), service, session, limit, cursor);
  }

  /** The same from another page on; null: from the first. */
  public TaskListing after(@Nullable String nextCursor) {
    return new TaskListing(statuses, service, session, limit, nextCursor);
  }
}
