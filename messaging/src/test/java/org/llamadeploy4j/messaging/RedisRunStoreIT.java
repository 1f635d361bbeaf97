package org.llamadeploy4j.messaging;

import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of {@link RunStore} on a real Redis. */
@ExtendWith(SharedRedis.class)
class RedisRunStoreIT extends RunStoreContract {
  @Override
  StoreFixture fixture() {
    return new RedisFixture(SharedRedis.settings());
  }
}
