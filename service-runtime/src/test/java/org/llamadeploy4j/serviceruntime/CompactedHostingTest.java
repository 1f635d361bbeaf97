package org.llamadeploy4j.serviceruntime;

import java.time.InstantSource;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Messaging;

/** The rules of compacted journals on the store in memory. */
class CompactedHostingTest extends CompactedHostingRules {
  @Override
  Messaging open() {
    return new InMemoryMessaging(InstantSource.system());
  }
}
