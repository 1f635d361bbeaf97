package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A task that was accepted, durably.
 *
 * @param task its id
 * @param service which service runs it
 * @param session the session it runs in; null: none
 */
public record Submitted(TaskId task, ServiceId service, @Nullable SessionId session) {}
