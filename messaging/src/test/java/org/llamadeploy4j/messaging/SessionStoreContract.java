package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.Scene.R1;
import static org.llamadeploy4j.messaging.Scene.SESSION;
import static org.llamadeploy4j.messaging.Scene.SHARD;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.SessionStore.DeleteReply;
import org.llamadeploy4j.messaging.SessionStore.SessionView;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** What every {@link SessionStore} does; implementations extend this. */
abstract class SessionStoreContract {
  private Scene scene;
  private SessionStore sessions;

  /** Fresh, empty stores. */
  abstract StoreFixture fixture();

  @BeforeEach
  void open() {
    scene = new Scene(fixture());
    sessions = scene.sessions;
  }

  @AfterEach
  void close() {
    scene.fixture.close();
  }

  @Test
  void aSessionThatWasMadeIsFound() {
    assertThat(sessions.find(SHARD, SESSION)).isEmpty();
    sessions.create(SHARD, SESSION, 9_999);
    assertThat(sessions.find(SHARD, SESSION)).contains(new SessionView(SESSION, null, null));
  }

  @Test
  void makingASessionTwiceChangesNothing() {
    sessions.create(SHARD, SESSION, 9_999);
    String before = scene.fixture.dump();
    scene.fixture.advance(Duration.ofSeconds(1));
    sessions.create(SHARD, SESSION, 9_999);
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  void sessionsAreListedOldestFirst() {
    SessionId later = new SessionId("a-later");
    sessions.create(SHARD, SESSION, 9_999);
    scene.fixture.advance(Duration.ofMillis(1));
    sessions.create(SHARD, later, 9_999);
    assertThat(sessions.list(SHARD, 9))
        .extracting(SessionView::session)
        .containsExactly(SESSION, later);
    assertThat(sessions.list(SHARD, 1)).extracting(SessionView::session).containsExactly(SESSION);
  }

  @Test
  void aDeletedSessionLeavesNothing() {
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.UNKNOWN);
    String before = scene.fixture.dump();
    sessions.create(SHARD, SESSION, 9_999);
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.DELETED);
    assertThat(sessions.find(SHARD, SESSION)).isEmpty();
    assertThat(scene.fixture.dump()).isEqualTo(before);
  }

  @Test
  void aDeletedSessionTakesItsLargeStateAlong() {
    sessions.create(SHARD, SESSION, 9_999);
    scene.submit(SESSION);
    RunClaim claim = scene.claimOne(R1).claim();
    scene.runs.complete(scene.end(scene.step(claim, 0), "1", "s".repeat(200)));
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.DELETED);
    sessions.create(SHARD, SESSION, 9_999);
    assertThat(sessions.find(SHARD, SESSION).orElseThrow().state()).isNull();
  }

  @Test
  void aSessionInUseIsNotDeleted() {
    sessions.create(SHARD, SESSION, 9_999);
    TaskId task = scene.submit(SESSION);
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.BUSY);
    RunClaim claim = scene.claimOne(R1).claim();
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.BUSY);
    assertThat(sessions.find(SHARD, SESSION).orElseThrow().lockedBy()).isEqualTo(task);
    scene.complete(claim);
    assertThat(sessions.delete(SHARD, SESSION)).isEqualTo(DeleteReply.DELETED);
  }

  @Test
  void sessionsOfAnotherIncarnationAreNotSeen() {
    sessions.create(SHARD, SESSION, 9_999);
    Shard other = new Shard(new Incarnation("d2"), 0);
    assertThat(sessions.find(other, SESSION)).isEmpty();
    assertThat(sessions.list(other, 9)).isEmpty();
  }
}
