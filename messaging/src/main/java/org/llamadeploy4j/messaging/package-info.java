/** The messaging module. */
@NullMarked
package org.llamadeploy4j.messaging;

import org.jspecify.annotations.NullMarked;
