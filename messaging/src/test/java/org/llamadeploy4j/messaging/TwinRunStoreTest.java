package org.llamadeploy4j.messaging;

/** The contract of {@link RunStore} on the twin in memory. */
class TwinRunStoreTest extends RunStoreContract {
  @Override
  StoreFixture fixture() {
    return new TwinFixture();
  }
}
