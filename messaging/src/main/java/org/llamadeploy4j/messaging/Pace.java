package org.llamadeploy4j.messaging;

import java.time.Duration;

/**
 * How fast runs of a service have ended lately.
 *
 * @param ended how many have
 * @param during in which time, up to now
 */
public record Pace(int ended, Duration during) {}
