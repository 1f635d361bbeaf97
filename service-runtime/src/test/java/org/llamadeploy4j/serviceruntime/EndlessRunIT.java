package org.llamadeploy4j.serviceruntime;

import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.SharedRedis;

/** The rules of runs without an end on a real Redis. */
@ExtendWith(SharedRedis.class)
class EndlessRunIT extends EndlessRunRules {
  @Override
  Messaging open() {
    String namespace = "e-" + UUID.randomUUID().toString().substring(0, 18);
    return RedisMessaging.connect(SharedRedis.settings().withNamespace(namespace));
  }
}
