/** The service-runtime module. */
@NullMarked
package org.llamadeploy4j.serviceruntime;

import org.jspecify.annotations.NullMarked;
