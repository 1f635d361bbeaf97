/**
 * What processes share: the queue, journals, event streams, leases, sessions and the fleet's state,
 * as contracts with two implementations, Redis and a twin in memory; and the starter of the
 * embedded server. The entry point is {@link org.llamadeploy4j.messaging.Messaging}. The only
 * module that knows Redis.
 */
@NullMarked
package org.llamadeploy4j.messaging;

import org.jspecify.annotations.NullMarked;
