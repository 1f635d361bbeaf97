package org.llamadeploy4j.messaging;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every {@link RunStore} does. Its parts say what about; implementations extend this. */
abstract class RunStoreContract
    implements QueueRules,
        SessionQueueRules,
        SessionPolicyRules,
        OwnSessionRules,
        FencingRules,
        InboxRules,
        RunSizeRules,
        LeaseRules,
        ParkingRules,
        CancelRules,
        RetryRules,
        DeleteRules,
        PoisonRules,
        ReducerRules,
        LaterStartRules,
        ViewRules,
        ListRules,
        ReservationRules,
        ShardEndRules,
        SnapshotRules,
        ShardSnapshotRules {
  private Scene scene;

  /** A fresh, empty store. */
  abstract StoreFixture fixture();

  @BeforeEach
  void open() {
    scene = new Scene(fixture());
  }

  @AfterEach
  void close() {
    scene.fixture.close();
  }

  @Override
  public final Scene scene() {
    return scene;
  }
}
