/**
 * Hosts services: loads each version in a class loader of its own, claims its runs, drives them
 * under leases, drains and unloads it. The entry point is {@link
 * org.llamadeploy4j.serviceruntime.ServiceRuntime}; programs start it. The only place that makes
 * class loaders and translates between the SDK's and the protocol's forms.
 */
@NullMarked
package org.llamadeploy4j.serviceruntime;

import org.jspecify.annotations.NullMarked;
