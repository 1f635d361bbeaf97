package org.llamadeploy4j.cli;

/**
 * What {@code llamactl apiserver} was told.
 *
 * @param role what every role is told
 * @param host the address to listen at
 * @param port the port to listen at; 0: a free one
 */
public record ApiServerOptions(RoleOptions role, String host, int port) {}
