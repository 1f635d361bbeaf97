package org.llamadeploy4j.messaging;

import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of {@link SessionStore} on a real Redis. */
@ExtendWith(SharedRedis.class)
class RedisSessionStoreIT extends SessionStoreContract {
  @Override
  StoreFixture fixture() {
    return new RedisFixture(SharedRedis.settings());
  }
}
