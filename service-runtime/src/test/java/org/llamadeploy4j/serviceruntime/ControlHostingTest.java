package org.llamadeploy4j.serviceruntime;

import java.time.InstantSource;
import org.llamadeploy4j.messaging.InMemoryMessaging;
import org.llamadeploy4j.messaging.Messaging;

/** The rules of control on the store in memory. */
class ControlHostingTest extends ControlHostingRules {
  @Override
  Messaging open() {
    return new InMemoryMessaging(InstantSource.system());
  }
}
