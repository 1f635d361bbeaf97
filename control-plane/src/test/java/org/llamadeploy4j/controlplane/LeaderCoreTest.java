package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.controlplane.planner.Planner;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.FleetState;
import org.llamadeploy4j.messaging.Rollout;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.AdmissionRules;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;

class LeaderCoreTest {
  private static final Instant T0 = Instant.EPOCH;
  private static final DeploymentName NAME = new DeploymentName("shop");
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final RuntimeId R1 = new RuntimeId("r1");
  private static final RuntimeId R2 = new RuntimeId("r2");
  private static final ServiceVersion OLD = Samples.version("echo", 1);
  private static final ServiceVersion NEW = Samples.version("echo", 2);
  private static final ServiceVersion FINE = Samples.version("fine", 1);
  private static final ServiceVersion BILL = Samples.version("bill", 1);
  private static final PlacementState LOADED = new PlacementState.Loaded(List.of());

  private final LeaderCore core =
      new LeaderCore(
          new Planner(2),
          new LeaderCore.Patience(
              Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(10)));

  @Test
  void theVersionsOfARolloutAreAssignedWithoutNewTasks() {
    List<LeaderAction> actions = step(T0, fleet(null, rollout(NEW), Map.of(), Set.of()), Map.of());

    assertThat(actions).containsExactly(new LeaderAction.Assign(Set.of(candidate(NEW))));
  }

  @Test
  void aRolloutIsLiveWhenItsVersionsAreLoaded() {
    FleetState fleet = fleet(null, rollout(NEW), Map.of(NEW.id(), LOADED), Set.of(candidate(NEW)));

    assertThat(step(T0, fleet, Map.of()))
        .containsExactly(new LeaderAction.Finish(rollout(NEW).id(), Rollout.State.LIVE, ""));
  }

  @Test
  void aRolloutWithoutServicesIsLiveAtOnce() {
    assertThat(step(T0, fleet(null, rollout(), Map.of(), Set.of()), Map.of()))
        .containsExactly(new LeaderAction.Finish(rollout().id(), Rollout.State.LIVE, ""));
  }

  @Test
  void aLiveVersionIsAssignedForNewTasks() {
    FleetState fleet =
        fleet(deployment(NEW), null, Map.of(NEW.id(), LOADED), Set.of(candidate(NEW)));

    assertThat(step(T0, fleet, Map.of()))
        .containsExactly(new LeaderAction.Assign(Set.of(assignment(NEW, true))));
  }

  @Test
  void aVersionThatHasBecomeLiveIsAssignedToASecondRuntime() {
    FleetState fleet =
        two(deployment(NEW), null, Map.of(NEW.id(), LOADED), Set.of(assignment(NEW, true)));

    assertThat(step(T0, fleet, Map.of()))
        .singleElement()
        .isInstanceOfSatisfying(
            LeaderAction.Assign.class,
            a ->
                assertThat(a.assignments())
                    .hasSize(2)
                    .allMatch(Assignment::live)
                    .extracting(Assignment::runtime)
                    .containsExactlyInAnyOrder(R1, R2));
  }

  @Test
  void aRolloutDoesNotWaitForASecondRuntime() {
    FleetState fleet = two(null, rollout(NEW), Map.of(NEW.id(), LOADED), Set.of(candidate(NEW)));

    assertThat(step(T0, fleet, Map.of()))
        .containsExactly(new LeaderAction.Finish(rollout(NEW).id(), Rollout.State.LIVE, ""));
  }

  @Test
  void aRolloutOfWhatIsLiveSucceedsThoughASecondRuntimeCannotLoadIt() {
    Assignment first = assignment(NEW, true);
    Set<Assignment> both =
        Set.of(first, new Assignment(R2, NAME, LIFE, NEW, true, "least loaded: 0 of 4"));
    PlacementState full = new PlacementState.Failed("disk full");
    List<RuntimeReport> runtimes =
        List.of(runtime(R1, Map.of(NEW.id(), LOADED)), runtime(R2, Map.of(NEW.id(), full)));
    FleetState fleet = fleet(deployment(NEW), rollout(NEW), runtimes, both);

    assertThat(step(T0, fleet, Map.of()))
        .contains(new LeaderAction.Finish(rollout(NEW).id(), Rollout.State.LIVE, ""))
        .contains(new LeaderAction.Assign(Set.of(first)));
    assertThat(core.refusals())
        .as("the operator is told what is missing")
        .singleElement()
        .asString()
        .contains("runtime r2 could not load it: disk full");
  }

  @Test
  void placementsWaitForTheirRuntimeWhileNoneIsThere() {
    Set<Assignment> before = Set.of(assignment(NEW, true));
    FleetState alone =
        new FleetState(Map.of(NAME, deployment(NEW)), List.of(), List.of(), before, "cp1");

    assertThat(step(T0, alone, Map.of())).isEmpty();
    assertThat(core.refusals()).hasSize(1);
    assertThat(step(T0, fleet(deployment(NEW), null, Map.of(), before), Map.of())).isEmpty();
    assertThat(core.refusals()).isEmpty();
  }

  @Test
  void nothingIsWrittenWhenAllIsAsItShouldBe() {
    FleetState fleet =
        fleet(deployment(NEW), null, Map.of(NEW.id(), LOADED), Set.of(assignment(NEW, true)));

    assertThat(step(T0, fleet, Map.of())).isEmpty();
  }

  @Test
  void aFailedLoadFailsTheRolloutWithItsCause() {
    PlacementState failed = new PlacementState.Failed("Echo.java:3: ';' expected");
    FleetState fleet = fleet(null, rollout(NEW), Map.of(NEW.id(), failed), Set.of(candidate(NEW)));

    assertThat(step(T0, fleet, Map.of()))
        .containsExactly(
            new LeaderAction.Finish(
                rollout(NEW).id(),
                Rollout.State.FAILED,
                "Service 'echo' cannot be loaded: Echo.java:3: ';' expected"));
  }

  @Test
  void aRolloutThatFailsNamesEveryServiceThatCannotBeLoaded() {
    Map<VersionId, PlacementState> loads =
        Map.of(
            NEW.id(), new PlacementState.Failed("Echo.java:3: ';' expected"),
            FINE.id(), LOADED,
            BILL.id(), new PlacementState.Failed("Bill.java:1: no workflow"));

    assertThat(step(T0, fleet(loads), Map.of()))
        .containsExactly(
            failed(
                """
                Service 'echo' cannot be loaded: Echo.java:3: ';' expected
                Service 'bill' cannot be loaded: Bill.java:1: no workflow\
                """));
  }

  @Test
  void aRolloutFailsOnceTheOtherServicesHaveLoadedOrFailedToo() {
    PlacementState failed = new PlacementState.Failed("Echo.java:3: ';' expected");
    Map<VersionId, PlacementState> loading =
        Map.of(NEW.id(), failed, FINE.id(), new PlacementState.Loading());
    Map<VersionId, PlacementState> loaded =
        Map.of(NEW.id(), failed, FINE.id(), LOADED, BILL.id(), LOADED);

    assertThat(step(T0, fleet(loading), Map.of())).isEmpty();
    assertThat(step(T0.plusSeconds(29), fleet(loading), Map.of())).isEmpty();
    assertThat(step(T0.plusSeconds(29), fleet(loaded), Map.of()))
        .containsExactly(failed("Service 'echo' cannot be loaded: Echo.java:3: ';' expected"));
  }

  @Test
  void aRolloutThatFailsAtTheDeadlineNamesWhatIsStillLoadingToo() {
    PlacementState failed = new PlacementState.Failed("Echo.java:3: ';' expected");
    FleetState fleet =
        fleet(Map.of(NEW.id(), failed, FINE.id(), LOADED, BILL.id(), new PlacementState.Loading()));

    step(T0, fleet, Map.of());
    assertThat(step(T0.plusSeconds(30), fleet, Map.of()))
        .containsExactly(
            failed(
                """
                Service 'echo' cannot be loaded: Echo.java:3: ';' expected
                Service 'bill' is not loaded yet: a runtime was asked to load it and has not said \
                that it is done (runtime r1)\
                """));
  }

  @Test
  void aServiceThatNoRuntimeMayTakeDoesNotKeepTheOthersFailureBack() {
    PlacementState failed = new PlacementState.Failed("Echo.java:3: ';' expected");
    FleetState full =
        new FleetState(
            Map.of(),
            List.of(rollout(NEW, FINE)),
            List.of(new RuntimeReport(R1, "host", 1, Map.of(), Map.of(NEW.id(), failed))),
            Set.of(candidate(NEW)),
            "cp1");

    assertThat(step(T0, full, Map.of()))
        .singleElement()
        .asString()
        .contains("Service 'echo' cannot be loaded", "Service 'fine' is not loaded yet");
  }

  @Test
  void theFailedLoadOfAnEarlierRolloutIsNotTakenForANewOne() {
    Map<VersionId, PlacementState> stale = Map.of(NEW.id(), new PlacementState.Failed("boom"));

    assertThat(step(T0, fleet(null, rollout(NEW), stale, Set.of()), Map.of())).isEmpty();
    assertThat(step(T0, fleet(null, rollout(NEW), Map.of(), Set.of()), Map.of()))
        .containsExactly(new LeaderAction.Assign(Set.of(candidate(NEW))));
  }

  @Test
  void aRolloutThatNoRuntimeTakesFailsAtTheDeadlineWithTheReason() {
    FleetState fleet = new FleetState(Map.of(), List.of(rollout(NEW)), List.of(), Set.of(), "cp1");

    assertThat(step(T0, fleet, Map.of())).isEmpty();
    assertThat(step(T0.plusSeconds(29), fleet, Map.of())).isEmpty();
    assertThat(step(T0.plusSeconds(30), fleet, Map.of()))
        .containsExactly(
            new LeaderAction.Finish(
                rollout(NEW).id(),
                Rollout.State.FAILED,
                "No runtime could take it: service 'echo': no runtime is connected (after 30 s)"));
  }

  @Test
  void aLoadThatTakesTooLongNamesTheRuntime() {
    FleetState fleet =
        fleet(
            null,
            rollout(NEW),
            Map.of(NEW.id(), new PlacementState.Loading()),
            Set.of(candidate(NEW)));

    step(T0, fleet, Map.of());
    assertThat(step(T0.plusSeconds(30), fleet, Map.of()))
        .singleElement()
        .asString()
        .contains("has not said that it is done (runtime r1)");
  }

  @Test
  void aRetiredVersionStaysAssignedWhileItHasRuns() {
    Set<Assignment> now = Set.of(assignment(NEW, true), assignment(OLD, false));
    FleetState fleet =
        fleet(deployment(NEW, OLD), null, Map.of(NEW.id(), LOADED, OLD.id(), LOADED), now);

    assertThat(step(T0, fleet, Map.of(OLD.id(), 1L))).isEmpty();
    assertThat(step(T0.plusSeconds(60), fleet, Map.of(OLD.id(), 1L))).isEmpty();
    assertThat(step(T0.plusSeconds(60), fleet, Map.of())).isEmpty();
  }

  @Test
  void aRetiredVersionWithoutRunsIsForgottenOnceRuntimesHadTimeToNotice() {
    Set<Assignment> now = Set.of(assignment(NEW, true), assignment(OLD, false));
    FleetState fleet =
        fleet(deployment(NEW, OLD), null, Map.of(NEW.id(), LOADED, OLD.id(), LOADED), now);
    Map<VersionId, Long> none = Map.of(OLD.id(), 0L);

    assertThat(step(T0, fleet, none)).isEmpty();
    assertThat(step(T0.plusSeconds(9), fleet, none)).isEmpty();
    assertThat(step(T0.plusSeconds(10), fleet, none))
        .containsExactly(new LeaderAction.Forget(NAME, OLD.id()));
  }

  @Test
  void aRetiredVersionThatARolloutWantsBackIsNotForgotten() {
    Set<Assignment> now = Set.of(assignment(NEW, true), assignment(OLD, false));
    FleetState quiet =
        fleet(deployment(NEW, OLD), null, Map.of(NEW.id(), LOADED, OLD.id(), LOADED), now);
    FleetState wanted =
        fleet(deployment(NEW, OLD), rollout(OLD), Map.of(NEW.id(), LOADED, OLD.id(), LOADED), now);

    step(T0, quiet, Map.of(OLD.id(), 0L));
    assertThat(step(T0.plusSeconds(20), wanted, Map.of(OLD.id(), 0L)))
        .containsExactly(new LeaderAction.Finish(rollout(OLD).id(), Rollout.State.LIVE, ""));
  }

  @Test
  void aLiveVersionThatFailsToLoadIsTriedAgainAfterAPause() {
    PlacementState failed = new PlacementState.Failed("disk full");
    FleetState broken =
        fleet(deployment(NEW), null, Map.of(NEW.id(), failed), Set.of(assignment(NEW, true)));
    FleetState dropped = fleet(deployment(NEW), null, Map.of(), Set.of());

    assertThat(step(T0, broken, Map.of())).containsExactly(new LeaderAction.Assign(Set.of()));
    assertThat(core.refusals())
        .singleElement()
        .asString()
        .contains("runtime r1 could not load it: disk full");
    assertThat(step(T0.plusSeconds(19), dropped, Map.of())).isEmpty();
    assertThat(step(T0.plusSeconds(20), dropped, Map.of()))
        .singleElement()
        .isInstanceOf(LeaderAction.Assign.class);
  }

  @Test
  void aDeploymentThatGoesKeepsItsVersionsWhileTasksAreOpen() {
    FleetState fleet =
        fleet(going(NEW), null, Map.of(NEW.id(), LOADED), Set.of(assignment(NEW, true)));

    assertThat(leave(fleet, 1)).isEmpty();
    assertThat(step(T0, fleet, Map.of())).as("not known").isEmpty();
  }

  @Test
  void aDeploymentThatGoesIsRemovedWhenNoRuntimeHoldsItsCode() {
    Set<Assignment> assigned = Set.of(assignment(NEW, true));
    FleetState emptied = fleet(going(NEW), null, Map.of(NEW.id(), LOADED), assigned);
    assertThat(leave(emptied, 0)).containsExactly(new LeaderAction.Assign(Set.of()));

    PlacementState draining = new PlacementState.Draining(0);
    assertThat(leave(fleet(going(NEW), null, Map.of(NEW.id(), draining), Set.of()), 0)).isEmpty();

    assertThat(leave(fleet(going(NEW), null, Map.of(), Set.of()), 0))
        .containsExactly(new LeaderAction.Remove(NAME, LIFE));
  }

  @Test
  void aDeploymentThatGoesWaitsForItsRetiredVersionsToo() {
    FleetState fleet = fleet(going(NEW, OLD), null, Map.of(OLD.id(), LOADED), Set.of());

    assertThat(leave(fleet, 0)).isEmpty();
  }

  @Test
  void aDeploymentThatGoesIsRemovedWithoutAnyRuntimeAsWell() {
    Set<Assignment> assigned = Set.of(assignment(NEW, true));
    FleetState alone =
        new FleetState(Map.of(NAME, going(NEW)), List.of(), List.of(), assigned, "cp1");

    assertThat(leave(alone, 0)).containsExactly(new LeaderAction.Remove(NAME, LIFE));
  }

  @Test
  void aDeploymentThatStaysIsNotRemovedWithoutTasks() {
    FleetState fleet =
        fleet(deployment(NEW), null, Map.of(NEW.id(), LOADED), Set.of(assignment(NEW, true)));

    assertThat(leave(fleet, 0)).isEmpty();
  }

  private List<LeaderAction> step(Instant now, FleetState fleet, Map<VersionId, Long> unfinished) {
    return core.step(now, fleet, new LeaderCore.Unfinished(unfinished, Map.of()));
  }

  private List<LeaderAction> leave(FleetState fleet, long open) {
    return core.step(T0, fleet, new LeaderCore.Unfinished(Map.of(), Map.of(NAME, open)));
  }

  private static Deployment going(ServiceVersion live, ServiceVersion... retired) {
    return deployment(live, retired).leaving(Deployment.Departure.DRAIN);
  }

  /** Echo, fine and bill are rolled out, and the one runtime says this of them. */
  private static FleetState fleet(Map<VersionId, PlacementState> loads) {
    Set<Assignment> assigned = Set.of(candidate(NEW), candidate(FINE), candidate(BILL));
    return fleet(null, rollout(NEW, FINE, BILL), loads, assigned);
  }

  private static LeaderAction failed(String cause) {
    return new LeaderAction.Finish(rollout().id(), Rollout.State.FAILED, cause);
  }

  private static FleetState fleet(
      @Nullable Deployment deployment,
      @Nullable Rollout rollout,
      Map<VersionId, PlacementState> placements,
      Set<Assignment> assignments) {
    return fleet(deployment, rollout, List.of(runtime(R1, placements)), assignments);
  }

  /** Two runtimes, of which the first has these placements. */
  private static FleetState two(
      @Nullable Deployment deployment,
      @Nullable Rollout rollout,
      Map<VersionId, PlacementState> placements,
      Set<Assignment> assignments) {
    List<RuntimeReport> runtimes = List.of(runtime(R1, placements), runtime(R2, Map.of()));
    return fleet(deployment, rollout, runtimes, assignments);
  }

  private static FleetState fleet(
      @Nullable Deployment deployment,
      @Nullable Rollout rollout,
      List<RuntimeReport> runtimes,
      Set<Assignment> assignments) {
    return new FleetState(
        deployment == null ? Map.of() : Map.of(NAME, deployment),
        rollout == null ? List.of() : List.of(rollout),
        runtimes,
        assignments,
        "cp1");
  }

  private static RuntimeReport runtime(RuntimeId id, Map<VersionId, PlacementState> placements) {
    return new RuntimeReport(id, "host-" + id, 8, Map.of(), placements);
  }

  private static Deployment deployment(ServiceVersion live, ServiceVersion... retired) {
    ServiceId service = live.spec().id();
    return new Deployment(NAME, LIFE, service, Map.of(service, live), Set.of(retired), T0);
  }

  private static Rollout rollout(ServiceVersion... versions) {
    Map<ServiceId, ServiceVersion> map = new LinkedHashMap<>();
    for (ServiceVersion version : versions) {
      map.put(version.spec().id(), version);
    }
    RolloutId id = new RolloutId("rollout-1");
    return new Rollout(
        id, NAME, LIFE, null, map, Rollout.State.PENDING, "", T0, AdmissionRules.DEFAULT);
  }

  private static Assignment candidate(ServiceVersion version) {
    return assignment(version, false);
  }

  private static Assignment assignment(ServiceVersion version, boolean live) {
    return new Assignment(R1, NAME, LIFE, version, live, "least loaded: 0 of 8");
  }
}
