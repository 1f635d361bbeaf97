package org.llamadeploy4j.serviceruntime;

import java.time.InstantSource;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Messaging;

/** The rules of committed streams on the store in memory. */
class CommittedStreamTest extends CommittedStreamRules {
  @Override
  Messaging open() {
    return new InMemoryMessaging(InstantSource.system());
  }
}
