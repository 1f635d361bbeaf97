package org.llamadeploy4j.serviceruntime;

import java.time.InstantSource;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Messaging;

/** The rules of runs without an end on the store in memory. */
class EndlessRunTest extends EndlessRunRules {
  @Override
  Messaging open() {
    return new InMemoryMessaging(InstantSource.system());
  }
}
