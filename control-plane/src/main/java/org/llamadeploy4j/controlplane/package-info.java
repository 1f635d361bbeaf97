/**
 * The control plane: {@link org.llamadeploy4j.controlplane.ControlPlane} leads the fleet, {@link
 * org.llamadeploy4j.controlplane.Deployments} makes versions live, {@link
 * org.llamadeploy4j.controlplane.Router} admits tasks and waits for them. The last two are
 * libraries for API servers. Never loads user code.
 */
@NullMarked
package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.NullMarked;
