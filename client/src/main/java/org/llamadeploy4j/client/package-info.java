/** The client module. */
@NullMarked
package org.llamadeploy4j.client;

import org.jspecify.annotations.NullMarked;
