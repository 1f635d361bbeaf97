package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamadeploy4j.messaging.FleetScene.assignment;
import static org.llamadeploy4j.messaging.FleetScene.report;
import static org.llamadeploy4j.messaging.FleetScene.rollout;
import static org.llamadeploy4j.messaging.FleetScene.version;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;

/**
 * Every key and field that each script of the fleet leaves behind, stale and repeated calls
 * included, as kept in {@code snapshots/}.
 */
@ExtendWith(SharedRedis.class)
class FleetSnapshotsIT {
  private static final Duration LEASE = FleetStoreContract.LEASE;
  private static final DeploymentName QUICK = new DeploymentName("Quick");
  private static final Incarnation LIFE = new Incarnation("iquick");
  private static final RolloutId FIRST = new RolloutId("r1");

  private final FleetOnRedis fleet = new FleetOnRedis(SharedRedis.settings());
  private final FleetStore store = fleet.store();

  @AfterEach
  void close() {
    fleet.close();
  }

  private LeaderTerm lead(String controlPlane) {
    return store.lead(controlPlane, LEASE).orElseThrow();
  }

  private static LeaderTerm stale(LeaderTerm term) {
    return new LeaderTerm(term.controlPlane(), term.number() - 1);
  }

  private static LeaderTerm another(LeaderTerm term) {
    return new LeaderTerm("other", term.number());
  }

  /** A deployment whose first rollout has ended. */
  private LeaderTerm deployed() {
    store.begin(rollout(FIRST.value(), QUICK.value(), version("echo", 1)), false);
    LeaderTerm term = lead("a");
    assertThat(store.finish(term, FIRST, Rollout.State.LIVE, "")).isTrue();
    return term;
  }

  private void expect(String name) {
    assertThat(fleet.dump()).isEqualTo(SnapshotRules.snapshot(name).stripTrailing());
  }

  @Test
  void leadingIsNotedOnceForWhoeverCameFirst() {
    lead("a");
    assertThat(store.lead("b", LEASE)).isEmpty();
    fleet.advance(Duration.ofSeconds(1));
    lead("a");
    expect("fleet-lead");
  }

  @Test
  void aNewLeaderHasANewTerm() {
    lead("a");
    for (int i = 0; i < 4; i++) {
      fleet.advance(Duration.ofSeconds(1));
      store.report(report("r1"), LEASE);
    }
    lead("b");
    expect("fleet-lead-next");
  }

  @Test
  void resigningLeavesTheTerm() {
    lead("a");
    store.resign("b");
    store.resign("a");
    store.resign("a");
    expect("fleet-resign");
  }

  @Test
  void aRolloutReservesItsNameOnce() {
    Rollout first = rollout(FIRST.value(), QUICK.value(), version("echo", 1));
    store.begin(first, false);
    store.begin(first, false);
    store.begin(rollout("r2", QUICK.value(), version("echo", 2)), false);
    store.begin(rollout("r3", "Other", version("echo", 2)), true);
    expect("fleet-begin");
  }

  @Test
  void theEndOfARolloutIsStoredOnceAndByItsLeaderAlone() {
    store.begin(rollout(FIRST.value(), QUICK.value(), version("echo", 1)), false);
    LeaderTerm term = lead("a");
    assertThat(store.finish(stale(term), FIRST, Rollout.State.FAILED, "stale")).isFalse();
    assertThat(store.finish(another(term), FIRST, Rollout.State.FAILED, "other")).isFalse();
    assertThat(store.finish(term, FIRST, Rollout.State.LIVE, "")).isTrue();
    assertThat(store.finish(term, FIRST, Rollout.State.FAILED, "again")).isFalse();
    expect("fleet-finish");
  }

  @Test
  void aRolloutThatEndedLongAgoIsForgottenWithTheNextOne() {
    deployed();
    fleet.advance(Duration.ofHours(2));
    store.begin(rollout("r2", QUICK.value(), version("echo", 2)), true);
    expect("fleet-begin-reload");
  }

  @Test
  void assignmentsAreTheLeadersLastWord() {
    LeaderTerm term = lead("a");
    store.assign(term, Set.of(assignment("r1", "quick", version("echo", 1))));
    store.assign(stale(term), Set.of());
    store.assign(another(term), Set.of());
    expect("fleet-assign");
  }

  @Test
  void aVersionIsForgottenWithNothingElse() {
    LeaderTerm term = deployed();
    store.begin(rollout("r2", QUICK.value(), version("echo", 2)), true);
    store.finish(term, new RolloutId("r2"), Rollout.State.LIVE, "");
    assertThat(store.forget(stale(term), QUICK, version("echo", 1).id())).isFalse();
    expect("fleet-forget-stale");
    assertThat(store.forget(term, QUICK, version("echo", 1).id())).isTrue();
    assertThat(store.forget(term, QUICK, version("echo", 1).id())).isTrue();
    expect("fleet-forget");
  }

  @Test
  void reportsThatLapsedGoWithTheNextOne() {
    store.report(report("r1"), LEASE);
    store.report(report("r1"), LEASE);
    for (int i = 0; i < 4; i++) {
      fleet.advance(Duration.ofSeconds(1));
      store.report(report("r2"), LEASE);
    }
    expect("fleet-report");
  }

  @Test
  void aRuntimeThatLeavesLeavesNothing() {
    store.report(report("r1"), LEASE);
    store.report(report("r2"), LEASE);
    store.leave(new RuntimeId("r1"));
    store.leave(new RuntimeId("r1"));
    expect("fleet-leave");
  }

  @Test
  void aDeploymentThatIsCancelledIsNotDrainedAgain() {
    deployed();
    store.undeploy(QUICK, Departure.DRAIN);
    store.undeploy(QUICK, Departure.CANCEL);
    store.undeploy(QUICK, Departure.DRAIN);
    store.undeploy(new DeploymentName("Other"), Departure.CANCEL);
    expect("fleet-undeploy");
  }

  @Test
  void onlyADeploymentThatGoesIsRemovedAndByItsLeaderAlone() {
    LeaderTerm term = deployed();
    store.remove(term, QUICK, LIFE);
    store.undeploy(QUICK, Departure.DRAIN);
    assertThat(store.remove(stale(term), QUICK, LIFE)).isFalse();
    assertThat(store.remove(term, QUICK, new Incarnation("another"))).isTrue();
    expect("fleet-remove-stale");
    store.remove(term, QUICK, LIFE);
    store.remove(term, QUICK, LIFE);
    expect("fleet-remove");
  }

  @Test
  void aNamespaceKeepsItsFirstName() {
    store.identity();
    store.identify(new FleetIdentity("f-1", "host:/a"));
    store.identify(new FleetIdentity("f-2", "host:/b"));
    expect("fleet-identify");
  }

  @Test
  void readingWritesNothingButTheTime() {
    deployed();
    String before = fleet.dump();
    store.read();
    store.rollout(FIRST);
    assertThat(fleet.dump()).isEqualTo(before);
    fleet.advance(Duration.ofSeconds(9));
    store.read();
    expect("fleet-read");
  }
}
