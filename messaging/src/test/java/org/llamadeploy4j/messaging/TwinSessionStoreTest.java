package org.llamadeploy4j.messaging;

/** The contract of {@link SessionStore} on the twin in memory. */
class TwinSessionStoreTest extends SessionStoreContract {
  @Override
  StoreFixture fixture() {
    return new TwinFixture();
  }
}
