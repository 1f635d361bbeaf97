package org.llamadeploy4j.cli;

import java.time.Duration;

/**
 * What {@code llamactl runtime} was told.
 *
 * @param role what every role is told
 * @param parkAfter how long nothing happens to a run that waits until it leaves memory
 */
public record RuntimeOptions(RoleOptions role, Duration parkAfter) {}
