/** The protocol module. */
@NullMarked
package org.llamadeploy4j.protocol;

import org.jspecify.annotations.NullMarked;
