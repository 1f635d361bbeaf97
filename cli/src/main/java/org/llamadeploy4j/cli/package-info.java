/**
 * The commands of {@code llamactl}: {@link org.llamadeploy4j.cli.Llamactl} is the entry point.
 * Commands that host servers are declared here and run through {@link
 * org.llamadeploy4j.cli.ServerPrograms}, which the module with the servers implements.
 */
@NullMarked
package org.llamadeploy4j.cli;

import org.jspecify.annotations.NullMarked;
