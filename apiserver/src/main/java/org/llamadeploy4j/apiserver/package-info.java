/**
 * The REST face: translates between HTTP and the router, the deployments and the stores, and
 * decides nothing. The entry point is {@link org.llamadeploy4j.apiserver.ApiServer}; used by the
 * programs alone.
 */
@NullMarked
package org.llamadeploy4j.apiserver;

import org.jspecify.annotations.NullMarked;
