/**
 * Wires the roles into programs: all in one for {@code serve} and {@code run -f}, and one role
 * each. The entry point is {@link org.llamadeploy4j.dist.Programs}, which the command line finds
 * through {@link java.util.ServiceLoader}. Nothing may depend on this module.
 */
@NullMarked
package org.llamadeploy4j.dist;

import org.jspecify.annotations.NullMarked;
