package org.llamadeploy4j.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import org.llamadeploy4j.protocol.EventShapes;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RolloutId;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.HeldStates;
import org.llamadeploy4j.protocol.states.StateShape;

/** No version becomes live that cannot read what sessions hold. */
class SessionStatesTest {
  private static final DeploymentName NAME = new DeploymentName("shop");
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final RuntimeId R1 = new RuntimeId("r1");
  private static final ServiceId ECHO = new ServiceId("echo");
  private static final ServiceVersion OLD = Samples.version("echo", 1);
  private static final ServiceVersion NEW = Samples.version("echo", 2);
  private static final ServiceVersion BANK = Samples.version("bank", 1);
  private static final StateShape INT = state("{\"count\":int,}");
  private static final StateShape LONG = state("{\"count\":long,}");
  private static final StateShape TEXT = state("{\"count\":string,}");
  private static final LeaderAction LIVE = finish(Rollout.State.LIVE, "");
  private static final HeldStates HELD = HeldStates.none().with(ECHO, List.of(INT));

  private static StateShape state(String shape) {
    return new StateShape("Tally", List.of(), "h" + shape.length(), shape, true);
  }

  private static LeaderAction finish(Rollout.State state, String cause) {
    return new LeaderAction.Finish(new RolloutId("r"), state, cause);
  }

  private static String refusal(StateShape then, StateShape now, String problem) {
    return """
    Service 'echo' cannot be loaded: the state 'Tally' that sessions may hold in schema %s cannot \
    be read in this version's, %s: %s. Make new components @Nullable, Optional, a collection or a \
    map, and leave the others as they were; or give the state another name with @StateName, and \
    sessions begin it anew; or undeploy and deploy, if nothing of its sessions and tasks is needed\
    """
        .formatted(then.schema(), now.schema(), problem);
  }

  private static PlacementState loaded(StateShape... states) {
    return new PlacementState.Loaded(List.of(), EventShapes.unknown(), List.of(states));
  }

  private static Deployment deployment(
      HeldStates held, ServiceVersion live, ServiceVersion... old) {
    ServiceId service = live.spec().id();
    return new Deployment(NAME, LIFE, service, Map.of(service, live), Set.of(old), Instant.EPOCH)
        .holding(held);
  }

  private static List<LeaderAction> step(
      @Nullable Deployment deployment,
      Map<ServiceVersion, PlacementState> placements,
      ServiceVersion... wanted) {
    return step(LIFE, deployment, placements, wanted);
  }

  /** What a leader does while a rollout wants these versions, and all are placed that exist. */
  private static List<LeaderAction> step(
      Incarnation life,
      @Nullable Deployment deployment,
      Map<ServiceVersion, PlacementState> placements,
      ServiceVersion... wanted) {
    Map<ServiceId, ServiceVersion> versions = new LinkedHashMap<>();
    for (ServiceVersion version : wanted) {
      versions.put(version.spec().id(), version);
    }
    Rollout rollout =
        new Rollout(
            new RolloutId("r"),
            NAME,
            life,
            null,
            versions,
            Rollout.State.PENDING,
            "",
            Instant.EPOCH,
            AdmissionRules.DEFAULT);
    Map<VersionId, PlacementState> reported = new LinkedHashMap<>();
    Set<Assignment> assignments = new LinkedHashSet<>();
    placements.forEach((version, state) -> {
      reported.put(version.id(), state);
      boolean live = deployment != null && deployment.live().containsValue(version);
      assignments.add(new Assignment(R1, NAME, LIFE, version, live, "why"));
    });
    FleetState fleet =
        new FleetState(
            deployment == null ? Map.of() : Map.of(NAME, deployment),
            wanted.length == 0 ? List.of() : List.of(rollout),
            List.of(new RuntimeReport(R1, "host", 8, Map.of(), reported)),
            assignments,
            "cp1");
    Duration long1 = Duration.ofSeconds(30);
    return new LeaderCore(new Planner(1), new LeaderCore.Patience(long1, long1, long1))
        .step(Instant.EPOCH, fleet, new LeaderCore.Unfinished(Map.of(), Map.of()));
  }

  @Test
  void aVersionThatCannotReadWhatSessionsHoldFailsItsRollout() {
    assertThat(step(deployment(HELD, OLD), Map.of(OLD, loaded(INT), NEW, loaded(TEXT)), NEW))
        .containsExactly(
            finish(
                Rollout.State.FAILED, refusal(INT, TEXT, "'count' was int and is string today")));
  }

  @Test
  void aVersionThatReadsItBecomesLive() {
    assertThat(step(deployment(HELD, OLD), Map.of(OLD, loaded(INT), NEW, loaded(LONG)), NEW))
        .containsExactly(LIVE);
  }

  @Test
  void whatALiveVersionSaysCountsBeforeItIsKept() {
    assertThat(
            step(
                deployment(HeldStates.none(), OLD),
                Map.of(OLD, loaded(INT), NEW, loaded(TEXT)),
                NEW))
        .containsExactly(
            new LeaderAction.Hold(NAME, LIFE, HELD),
            finish(
                Rollout.State.FAILED, refusal(INT, TEXT, "'count' was int and is string today")));
  }

  @Test
  void whatIsKeptCountsWhenNoRuntimeHasTheLiveVersion() {
    assertThat(step(deployment(HELD, OLD), Map.of(NEW, loaded(TEXT)), NEW))
        .filteredOn(LeaderAction.Finish.class::isInstance)
        .containsExactly(
            finish(
                Rollout.State.FAILED, refusal(INT, TEXT, "'count' was int and is string today")));
  }

  @Test
  void whatVersionsSayIsKeptOnceAndWhatLiveOnesSayLast() {
    Map<ServiceVersion, PlacementState> placements = Map.of(OLD, loaded(INT), NEW, loaded(LONG));
    HeldStates both = HELD.with(ECHO, List.of(LONG));

    assertThat(step(deployment(HeldStates.none(), NEW, OLD), placements))
        .containsExactly(new LeaderAction.Hold(NAME, LIFE, both));
    assertThat(step(deployment(both, NEW, OLD), placements)).isEmpty();
  }

  @Test
  void aVersionThatComesBackIsJudgedThoughItIsStillLoaded() {
    HeldStates both = HELD.with(ECHO, List.of(LONG));

    assertThat(step(deployment(both, NEW, OLD), Map.of(OLD, loaded(INT), NEW, loaded(LONG)), OLD))
        .containsExactly(
            finish(Rollout.State.FAILED, refusal(LONG, INT, "'count' was long and is int today")));
  }

  @Test
  void whatIsLiveStaysSoWhateverSessionsHold() {
    HeldStates odd = HeldStates.none().with(ECHO, List.of(TEXT)).with(ECHO, List.of(INT));

    assertThat(step(deployment(odd, OLD), Map.of(OLD, loaded(INT)), OLD)).containsExactly(LIVE);
  }

  @Test
  void aFirstDeploymentHasNothingToRead() {
    assertThat(step(null, Map.of(NEW, loaded(TEXT)), NEW)).containsExactly(LIVE);
  }

  @Test
  void anotherLifeOfTheDeploymentInheritsNothing() {
    Map<ServiceVersion, PlacementState> placements = Map.of(OLD, loaded(INT), NEW, loaded(TEXT));

    assertThat(step(new Incarnation("life2"), deployment(HELD, OLD), placements, NEW))
        .contains(LIVE);
  }

  @Test
  void aRuntimeThatSaysNothingOfStatesIsNotAsked() {
    PlacementState former = new PlacementState.Loaded(List.of());

    assertThat(step(deployment(HELD, OLD), Map.of(OLD, former, NEW, former), NEW))
        .containsExactly(LIVE);
  }

  @Test
  void aRolloutNamesEveryServiceThatCannotReadItsStatesAndOnlyThose() {
    HeldStates held = HELD.with(new ServiceId("bank"), List.of(TEXT));
    Map<ServiceVersion, PlacementState> placements = Map.of(NEW, loaded(TEXT), BANK, loaded(TEXT));

    assertThat(step(deployment(held, OLD), placements, NEW, BANK))
        .filteredOn(LeaderAction.Finish.class::isInstance)
        .containsExactly(
            finish(
                Rollout.State.FAILED, refusal(INT, TEXT, "'count' was int and is string today")));
  }
}
