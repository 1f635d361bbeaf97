package org.llamadeploy4j.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamadeploy4j.messaging.FleetScene.assignment;
import static org.llamadeploy4j.messaging.FleetScene.report;
import static org.llamadeploy4j.messaging.FleetScene.rollout;
import static org.llamadeploy4j.messaging.FleetScene.version;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Deployment.Departure;
import org.llamadeploy4j.messaging.FleetStore.BeginReply;
import org.llamadeploy4j.messaging.FleetStore.UndeployReply;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.EventShape;
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;

/** What every implementation of {@link FleetStore} does. */
abstract class FleetStoreContract {
  static final Duration LEASE = Duration.ofSeconds(3);

  static final StateShape STATE =
      new StateShape("Tally", List.of("Töll"), "abc", "{\"a\":int,}", true);
  static final HeldStates HELD = HeldStates.none().with(new ServiceId("echo"), List.of(STATE));

  private static final DeploymentName QUICK = new DeploymentName("Quick");

  abstract FleetStore store();

  /** Moves the store's clock; backwards as well. */
  abstract void advance(Duration duration);

  /** How often anybody was told that the fleet changed. */
  abstract long published();

  @Test
  void anEmptyFleetHasNothing() {
    FleetState state = store().read();
    assertThat(state.deployments()).isEmpty();
    assertThat(state.rollouts()).isEmpty();
    assertThat(state.runtimes()).isEmpty();
    assertThat(state.assignments()).isEmpty();
    assertThat(state.leader()).isEmpty();
  }

  @Test
  void aNamespaceBelongsToTheFirstFleetThatNamesItself() {
    FleetIdentity first = new FleetIdentity("f-1", "host:/a");
    assertThat(store().identity()).isEmpty();
    assertThat(store().identity()).as("asking changes nothing").isEmpty();
    assertThat(store().identify(first)).isEqualTo(first);
    assertThat(store().identify(first)).isEqualTo(first);
    assertThat(store().identify(new FleetIdentity("f-2", "host:/b"))).isEqualTo(first);
    assertThat(store().identity()).contains(first);
  }

  @Test
  void theIdOfAFleetIsPlain() {
    assertThatThrownBy(() -> new FleetIdentity("a b", "host:/a"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("'a b' is not the id of a fleet");
  }

  // Leadership.

  @Test
  void theFirstToAskLeadsAndKeepsItsTerm() {
    LeaderTerm term = lead("a");
    assertThat(lead("a")).isEqualTo(term);
    assertThat(store().lead("b", LEASE)).isEmpty();
    assertThat(store().read().leader()).isEqualTo("a");
  }

  @Test
  void aLeaderThatRenewsStays() {
    LeaderTerm term = lead("a");
    for (int second = 0; second < 10; second++) {
      advance(Duration.ofSeconds(1));
      assertThat(lead("a")).isEqualTo(term);
    }
    assertThat(store().lead("b", LEASE)).isEmpty();
  }

  @Test
  void aLeaderWhoseLeaseLapsedIsReplacedWithALargerTerm() {
    LeaderTerm first = lead("a");
    pass(LEASE);
    assertThat(store().read().leader()).isEmpty();
    LeaderTerm second = lead("b");
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(store().lead("a", LEASE)).isEmpty();
  }

  @Test
  void aLeaderThatResignedIsReplacedAtOnceWithALargerTerm() {
    LeaderTerm first = lead("a");
    store().resign("a");
    assertThat(store().read().leader()).isEmpty();
    assertThat(lead("b").number()).isGreaterThan(first.number());
  }

  @Test
  void onlyTheLeaderCanResign() {
    lead("a");
    store().resign("b");
    assertThat(store().read().leader()).isEqualTo("a");
  }

  @Test
  void aLeaderThatComesBackAfterResigningGetsANewTerm() {
    LeaderTerm first = lead("a");
    store().resign("a");
    assertThat(lead("a").number()).isGreaterThan(first.number());
    assertThat(store().assign(first, Set.of())).isFalse();
  }

  @Test
  void termsGrowWithTheTimeSoThatNoneIsGivenTwiceAfterALoss() {
    LeaderTerm first = lead("a");
    store().resign("a");
    advance(Duration.ofSeconds(2));
    assertThat(lead("b").number()).isGreaterThanOrEqualTo(first.number() + 2_000);
  }

  @Test
  void theNumberOfATermLetsNobodyElseWrite() {
    LeaderTerm term = lead("a");
    LeaderTerm same = new LeaderTerm("b", term.number());
    assertThat(store().assign(same, Set.of())).isFalse();
    assertThat(store().assign(term, Set.of())).isTrue();
  }

  @Test
  void theLeaseOfALeaderDoesNotAgeWhileNobodyCouldRenewIt() {
    lead("a");
    advance(Duration.ofHours(1));
    assertThat(store().lead("b", LEASE)).isEmpty();
    pass(LEASE);
    assertThat(store().lead("b", LEASE)).isPresent();
  }

  @Test
  void aClockThatJumpsBackEndsNoLeaseAndStopsNone() {
    lead("a");
    advance(Duration.ofDays(-1));
    assertThat(store().lead("b", LEASE)).isEmpty();
    pass(LEASE);
    assertThat(store().lead("b", LEASE)).isPresent();
  }

  // What only the leader may write.

  @Test
  void anOlderTermWritesNothing() {
    LeaderTerm old = lead("a");
    store().begin(rollout("r1", "Quick", version("echo", 1)), false);
    goLive("r1", old);
    store().begin(rollout("r2", "Quick", version("echo", 2)), true);
    pass(LEASE);
    LeaderTerm present = lead("b");
    assertThat(store().finish(old, new RolloutId("r2"), Rollout.State.LIVE, "")).isFalse();
    assertThat(store().assign(old, Set.of(assignment("r", "q", version("echo", 1))))).isFalse();
    assertThat(store().forget(old, QUICK, version("echo", 1).id())).isFalse();
    assertThat(store().hold(old, QUICK, quick().incarnation(), HELD)).isFalse();
    assertThat(quick().states()).isEqualTo(HeldStates.none());
    assertThat(store().read().assignments()).isEmpty();
    assertThat(store().read().rollouts()).hasSize(1);
    assertThat(present.number()).isGreaterThan(old.number());
  }

  @Test
  void aTermWhoseLeaseLapsedWritesNothingEvenWithoutASuccessor() {
    LeaderTerm term = lead("a");
    pass(LEASE);
    assertThat(store().assign(term, Set.of(assignment("r", "q", version("echo", 1))))).isFalse();
  }

  @Test
  void assignmentsAreReplacedWhole() {
    LeaderTerm term = lead("a");
    Assignment one = assignment("r1", "q", version("echo", 1));
    Assignment two = assignment("r2", "q", version("echo", 2));
    assertThat(store().assign(term, Set.of(one))).isTrue();
    assertThat(store().assign(term, Set.of(two))).isTrue();
    assertThat(store().read().assignments()).containsExactly(two);
  }

  // Rollouts.

  @Test
  void aRolloutIsFoundAsItWasBegun() {
    Rollout rollout = rollout("r1", "Quick", version("zeta", 1), version("alpha", 2));
    assertThat(store().begin(rollout, false)).isEqualTo(BeginReply.STARTED);
    assertThat(store().rollout(rollout.id())).contains(rollout);
    assertThat(store().read().rollouts()).containsExactly(rollout);
    assertThat(store().rollout(new RolloutId("other"))).isEmpty();
  }

  @Test
  void aRolloutWithoutServicesIsFoundAsItWasBegun() {
    Rollout rollout = rollout("r1", "Quick");
    store().begin(rollout, false);
    assertThat(store().rollout(rollout.id())).contains(rollout);
  }

  @Test
  void aRolloutReservesItsName() {
    store().begin(rollout("r1", "Quick"), false);
    assertThat(store().begin(rollout("r2", "Quick"), false)).isEqualTo(BeginReply.BUSY);
    assertThat(store().begin(rollout("r3", "Quick"), true)).isEqualTo(BeginReply.BUSY);
    assertThat(store().begin(rollout("r4", "Other"), false)).isEqualTo(BeginReply.STARTED);
    assertThat(store().rollout(new RolloutId("r2"))).isEmpty();
  }

  @Test
  void beginningTheSameRolloutAgainIsAnsweredTheSame() {
    Rollout rollout = rollout("r1", "Quick", version("echo", 1));
    store().begin(rollout, false);
    assertThat(store().begin(rollout, false)).isEqualTo(BeginReply.STARTED);
    goLive("r1", lead("a"));
    assertThat(store().begin(rollout, false)).isEqualTo(BeginReply.STARTED);
    assertThat(store().read().rollouts()).isEmpty();
  }

  @Test
  void aTakenNameNeedsAReloadAndAReloadNeedsATakenName() {
    assertThat(store().begin(rollout("r0", "Quick"), true)).isEqualTo(BeginReply.UNKNOWN);
    deploy("r1", version("echo", 1));
    assertThat(store().begin(rollout("r2", "Quick"), false)).isEqualTo(BeginReply.NAME_TAKEN);
    assertThat(store().begin(rollout("r3", "Quick"), true)).isEqualTo(BeginReply.STARTED);
    assertThat(store().begin(rollout("r4", "Quick"), false)).isEqualTo(BeginReply.NAME_TAKEN);
  }

  @Test
  void aRolloutThatGoesLiveMakesTheDeployment() {
    advance(Duration.ofMillis(1_500));
    deploy("r1", version("zeta", 1), version("alpha", 2));
    Deployment deployment = quick();
    assertThat(deployment.name()).isEqualTo(QUICK);
    assertThat(new ArrayList<>(deployment.live().values()))
        .containsExactly(version("zeta", 1), version("alpha", 2));
    assertThat(deployment.defaultService()).isEqualTo(version("zeta", 1).spec().id());
    assertThat(deployment.retired()).isEmpty();
    assertThat(deployment.since()).isEqualTo(FleetScene.START.plusMillis(1_500));
    assertThat(store().read().rollouts()).isEmpty();
    assertThat(store().rollout(new RolloutId("r1")))
        .hasValueSatisfying(ended -> assertThat(ended.state()).isEqualTo(Rollout.State.LIVE));
  }

  @Test
  void aRolloutThatFailsChangesNothingThatIsLive() {
    deploy("r1", version("echo", 1));
    Deployment before = quick();
    store().begin(rollout("r2", "Quick", version("echo", 2)), true);
    assertThat(
            store().finish(lead("a"), new RolloutId("r2"), Rollout.State.FAILED, "no such class"))
        .isTrue();
    assertThat(quick()).isEqualTo(before);
    assertThat(store().rollout(new RolloutId("r2")))
        .hasValueSatisfying(ended -> assertThat(ended.cause()).isEqualTo("no such class"));
    assertThat(store().begin(rollout("r3", "Quick"), true)).isEqualTo(BeginReply.STARTED);
  }

  @Test
  void aRolloutEndsOnce() {
    LeaderTerm term = lead("a");
    deploy("r1", version("echo", 1));
    assertThat(store().finish(term, new RolloutId("r1"), Rollout.State.LIVE, "")).isFalse();
    assertThat(store().finish(term, new RolloutId("r1"), Rollout.State.FAILED, "")).isFalse();
    assertThat(store().finish(term, new RolloutId("none"), Rollout.State.LIVE, "")).isFalse();
  }

  @Test
  void aRolloutCannotEndAsPending() {
    LeaderTerm term = lead("a");
    store().begin(rollout("r1", "Quick"), false);
    assertThatThrownBy(() -> store().finish(term, new RolloutId("r1"), Rollout.State.PENDING, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRolloutIsForgottenAnHourAfterItsEnd() {
    deploy("r1", version("echo", 1));
    advance(Duration.ofMinutes(59));
    lead("a");
    assertThat(store().rollout(new RolloutId("r1"))).isPresent();
    advance(Duration.ofMinutes(1));
    lead("a");
    assertThat(store().rollout(new RolloutId("r1"))).isEmpty();
    assertThat(store().read().deployments()).containsOnlyKeys(QUICK);
  }

  @Test
  void aRunningRolloutIsNeverForgotten() {
    store().begin(rollout("r1", "Quick"), false);
    advance(Duration.ofDays(2));
    lead("a");
    assertThat(store().rollout(new RolloutId("r1"))).isPresent();
  }

  // Versions.

  @Test
  void replacedVersionsAreRetiredUntilTheyAreForgotten() {
    deploy("r1", version("echo", 1), version("other", 9));
    reload("r2", version("echo", 2), version("other", 9));
    assertThat(quick().retired()).containsExactly(version("echo", 1));
    reload("r3", version("echo", 3), version("other", 9));
    assertThat(quick().retired()).containsExactlyInAnyOrder(version("echo", 1), version("echo", 2));
    assertThat(store().forget(lead("a"), QUICK, version("echo", 1).id())).isTrue();
    assertThat(quick().retired()).containsExactly(version("echo", 2));
  }

  @Test
  void aRetiredVersionThatComesBackIsLiveOnly() {
    deploy("r1", version("echo", 1));
    reload("r2", version("echo", 2));
    reload("r3", version("echo", 1));
    assertThat(quick().live()).containsValue(version("echo", 1));
    assertThat(quick().retired()).containsExactly(version("echo", 2));
  }

  @Test
  void forgettingWhatIsNotThereChangesNothing() {
    deploy("r1", version("echo", 1));
    Deployment before = quick();
    LeaderTerm term = lead("a");
    long told = published();
    assertThat(store().forget(term, QUICK, version("echo", 1).id())).isTrue();
    assertThat(store().forget(term, new DeploymentName("none"), version("echo", 1).id())).isTrue();
    assertThat(quick()).isEqualTo(before);
    assertThat(published()).isEqualTo(told);
  }

  // What sessions hold.

  @Test
  void whatSessionsHoldStaysOverReloadsUntilOtherIsSaid() {
    deploy("r1", version("echo", 1));
    assertThat(quick().states()).isEqualTo(HeldStates.none());
    assertThat(store().hold(lead("a"), QUICK, quick().incarnation(), HELD)).isTrue();
    assertThat(quick().states()).isEqualTo(HELD);
    reload("r2", version("other", 2));
    assertThat(store().forget(lead("a"), QUICK, version("echo", 1).id())).isTrue();
    assertThat(quick().states()).isEqualTo(HELD);
    HeldStates more = HELD.with(new ServiceId("other"), List.of(STATE));
    assertThat(store().hold(lead("a"), QUICK, quick().incarnation(), more)).isTrue();
    assertThat(quick().states()).isEqualTo(more);
    assertThat(quick().retired()).isEmpty();
  }

  @Test
  void anotherLifeOfADeploymentHoldsNothing() {
    deploy("r1", version("echo", 1));
    store().hold(lead("a"), QUICK, quick().incarnation(), HELD);
    store().undeploy(QUICK, Departure.DRAIN);
    store().remove(lead("a"), QUICK, quick().incarnation());
    deploy("r2", version("echo", 1));
    assertThat(quick().states()).isEqualTo(HeldStates.none());
  }

  @Test
  void sayingWhatSessionsOfAnotherLifeHoldChangesNothing() {
    deploy("r1", version("echo", 1));
    Deployment before = quick();
    LeaderTerm term = lead("a");
    long told = published();
    assertThat(store().hold(term, QUICK, new Incarnation("other"), HELD)).isTrue();
    assertThat(store().hold(term, new DeploymentName("none"), before.incarnation(), HELD)).isTrue();
    assertThat(store().hold(term, QUICK, before.incarnation(), HeldStates.none())).isTrue();
    assertThat(quick()).isEqualTo(before);
    assertThat(published()).isEqualTo(told);
  }

  // Going.

  @Test
  void aDeploymentThatGoesStaysUntilTheLeaderTakesItOff() {
    deploy("r1", version("echo", 1));
    assertThat(store().undeploy(QUICK, Departure.DRAIN)).isEqualTo(UndeployReply.LEAVING);
    assertThat(quick().departure()).isEqualTo(Departure.DRAIN);
    assertThat(quick().live()).containsValue(version("echo", 1));
    assertThat(store().remove(lead("a"), QUICK, quick().incarnation())).isTrue();
    assertThat(store().read().deployments()).isEmpty();
    deploy("r2", version("echo", 1));
    assertThat(quick().departure()).isNull();
  }

  @Test
  void aDeploymentThatDrainsMayBeToldToCancelAndNotTheOtherWayRound() {
    deploy("r1", version("echo", 1));
    store().undeploy(QUICK, Departure.DRAIN);
    assertThat(store().undeploy(QUICK, Departure.CANCEL)).isEqualTo(UndeployReply.LEAVING);
    assertThat(store().undeploy(QUICK, Departure.DRAIN)).isEqualTo(UndeployReply.LEAVING);
    assertThat(quick().departure()).isEqualTo(Departure.CANCEL);
  }

  @Test
  void aDeploymentThatGoesGetsNoNewVersionAndKeepsItsName() {
    deploy("r1", version("echo", 1));
    store().undeploy(QUICK, Departure.DRAIN);
    assertThat(store().begin(rollout("r2", "Quick"), true)).isEqualTo(BeginReply.LEAVING);
    assertThat(store().begin(rollout("r3", "Quick"), false)).isEqualTo(BeginReply.LEAVING);
    assertThat(store().read().rollouts()).isEmpty();
  }

  @Test
  void onlyADeploymentThatIsThereAndRollsOutNothingGoes() {
    assertThat(store().undeploy(QUICK, Departure.DRAIN)).isEqualTo(UndeployReply.UNKNOWN);
    store().begin(rollout("r1", "Quick"), false);
    assertThat(store().undeploy(QUICK, Departure.DRAIN)).isEqualTo(UndeployReply.UNKNOWN);
    goLive("r1", lead("a"));
    store().begin(rollout("r2", "Quick"), true);
    assertThat(store().undeploy(QUICK, Departure.DRAIN)).isEqualTo(UndeployReply.BUSY);
    assertThat(quick().departure()).isNull();
  }

  @Test
  void onlyTheLeaderTakesOffADeploymentAndOnlyTheOneThatGoes() {
    deploy("r1", version("echo", 1));
    LeaderTerm term = lead("a");
    Incarnation life = quick().incarnation();
    assertThat(store().remove(term, QUICK, life)).as("it stays").isTrue();
    store().undeploy(QUICK, Departure.DRAIN);
    assertThat(store().remove(new LeaderTerm("a", term.number() - 1), QUICK, life)).isFalse();
    assertThat(store().remove(term, QUICK, new Incarnation("other"))).isTrue();
    assertThat(store().read().deployments()).containsOnlyKeys(QUICK);
  }

  // Runtimes.

  private static final EventShape FREE =
      new EventShape("HumanResponseEvent", List.of(), true, List.of());
  private static final EventShape ASKED =
      new EventShape(
          "Asked",
          List.of("org.acme.Asked", "Question"),
          false,
          List.of(new EventShape.Field("text", EventShape.Kind.STRING, true, false)));

  @Test
  void aReportIsReadAsItWasMade() {
    RuntimeReport report =
        report(
            "r1",
            new RuntimeReport.PlacementState.Loading(),
            new RuntimeReport.PlacementState.Loaded(List.of("slow", "old")),
            new RuntimeReport.PlacementState.Loaded(
                List.of(), new EventShapes(List.of(ASKED, FREE))),
            new RuntimeReport.PlacementState.Loaded(
                List.of(), new EventShapes(List.of(ASKED), List.of("ask"), List.of("dig"))),
            new RuntimeReport.PlacementState.Loaded(
                List.of(), EventShapes.unknown(), List.of(STATE)),
            new RuntimeReport.PlacementState.Failed("Echo.java:3: ';' expected"),
            new RuntimeReport.PlacementState.Draining(4));
    store().report(report, LEASE);
    assertThat(store().read().runtimes()).containsExactly(report);
  }

  @Test
  void aRuntimeThatStopsReportingIsGoneWhenItsLeaseLapses() {
    store().report(report("dead"), LEASE);
    for (int second = 0; second < 3; second++) {
      store().report(report("alive"), LEASE);
      assertThat(store().read().runtimes()).contains(report("dead"), report("alive"));
      advance(Duration.ofSeconds(1));
    }
    assertThat(store().read().runtimes()).containsExactly(report("alive"));
  }

  @Test
  void aRuntimeThatLeavesIsGoneAtOnce() {
    store().report(report("r1"), LEASE);
    store().report(report("r2"), LEASE);
    store().leave(new RuntimeId("r1"));
    assertThat(store().read().runtimes()).containsExactly(report("r2"));
  }

  @Test
  void theLeasesOfRuntimesDoNotAgeWhileNobodyCouldRenewThem() {
    store().report(report("r1"), LEASE);
    store().report(report("r2"), LEASE);
    advance(Duration.ofMinutes(10));
    store().report(report("r1"), LEASE);
    assertThat(store().read().runtimes()).contains(report("r1"), report("r2"));
  }

  // Signals.

  @Test
  void everyChangeIsTold() {
    List<Runnable> changes = new ArrayList<>();
    changes.add(() -> store().begin(rollout("r1", "Quick", version("echo", 1)), false));
    changes.add(() -> lead("a"));
    changes.add(() -> goLive("r1", lead("a")));
    changes.add(() -> store().begin(rollout("r2", "Quick", version("echo", 2)), true));
    changes.add(() -> goLive("r2", lead("a")));
    changes.add(() -> store().assign(lead("a"), Set.of(assignment("r", "q", version("echo", 2)))));
    changes.add(() -> store().forget(lead("a"), QUICK, version("echo", 1).id()));
    changes.add(() -> store().hold(lead("a"), QUICK, quick().incarnation(), HELD));
    changes.add(() -> store().report(report("r1"), LEASE));
    changes.add(
        () -> store().report(report("r1", new RuntimeReport.PlacementState.Loading()), LEASE));
    changes.add(() -> store().leave(new RuntimeId("r1")));
    changes.add(() -> store().undeploy(QUICK, Departure.DRAIN));
    changes.add(() -> store().remove(lead("a"), QUICK, quick().incarnation()));
    changes.add(() -> store().resign("a"));
    for (int i = 0; i < changes.size(); i++) {
      long before = published();
      changes.get(i).run();
      assertThat(published()).as("change %s", i).isEqualTo(before + 1);
    }
  }

  @Test
  void whatChangesNothingIsNotTold() {
    LeaderTerm term = lead("a");
    store().report(report("r1"), LEASE);
    store().assign(term, Set.of(assignment("r", "q", version("echo", 2))));
    long before = published();
    store().report(report("r1"), LEASE);
    lead("a");
    store().assign(term, Set.of(assignment("r", "q", version("echo", 2))));
    store().leave(new RuntimeId("none"));
    store().resign("b");
    store().begin(rollout("r1", "Quick"), true);
    store().read();
    assertThat(published()).isEqualTo(before);
  }

  private LeaderTerm lead(String controlPlane) {
    return store().lead(controlPlane, LEASE).orElseThrow();
  }

  private void goLive(String rollout, LeaderTerm term) {
    assertThat(store().finish(term, new RolloutId(rollout), Rollout.State.LIVE, "")).isTrue();
  }

  private void deploy(String id, ServiceVersion... versions) {
    store().begin(rollout(id, "Quick", versions), false);
    goLive(id, lead("a"));
  }

  private void reload(String id, ServiceVersion... versions) {
    store().begin(rollout(id, "Quick", versions), true);
    goLive(id, lead("a"));
  }

  private Deployment quick() {
    Deployment deployment = store().read().deployments().get(QUICK);
    assertThat(deployment).isNotNull();
    return Objects.requireNonNull(deployment);
  }

  /** Lets time go by in a fleet in which somebody is heard all the time. */
  private void pass(Duration duration) {
    for (long millis = 0; millis < duration.toMillis(); millis += 500) {
      advance(Duration.ofMillis(500));
      store().read();
    }
  }
}
