package org.llamadeploy4j.cli;

/**
 * What {@code llamactl control-plane} was told.
 *
 * @param role what every role is told
 * @param placements how many runtimes hold each live version, where there are so many; at least 1
 */
public record ControlPlaneOptions(RoleOptions role, int placements) {}
