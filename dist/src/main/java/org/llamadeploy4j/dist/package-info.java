/** The dist module. */
@NullMarked
package org.llamadeploy4j.dist;

import org.jspecify.annotations.NullMarked;
