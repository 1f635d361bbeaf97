package org.llamadeploy4j.messaging;

/** The bounds of what the twin keeps. */
class TwinRetentionTest extends RetentionContract {
  @Override
  StoreFixture fixture(Retention retention) {
    return new TwinFixture(retention);
  }
}
