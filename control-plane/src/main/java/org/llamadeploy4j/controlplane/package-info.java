/** The control-plane module. */
@NullMarked
package org.llamadeploy4j.controlplane;

import org.jspecify.annotations.NullMarked;
