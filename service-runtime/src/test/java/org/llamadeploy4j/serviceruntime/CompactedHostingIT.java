package org.llamadeploy4j.serviceruntime;

import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.RedisMessaging;
import org.llamadeploy4j.messaging.SharedRedis;

/** The rules of compacted journals on a real Redis. */
@ExtendWith(SharedRedis.class)
class CompactedHostingIT extends CompactedHostingRules {
  @Override
  Messaging open() {
    String namespace = "j-" + UUID.randomUUID().toString().substring(0, 18);
    return RedisMessaging.connect(SharedRedis.settings().withNamespace(namespace));
  }
}
