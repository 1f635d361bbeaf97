/**
 * Decides which runtime holds which version. The entry point is {@link
 * org.llamadeploy4j.controlplane.planner.Planner}, a pure function: no thread, clock, I/O or
 * logging. Used by the control plane's leader alone.
 */
@NullMarked
package org.llamadeploy4j.controlplane.planner;

import org.jspecify.annotations.NullMarked;
