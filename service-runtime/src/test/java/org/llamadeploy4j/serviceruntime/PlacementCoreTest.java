package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.ArtifactHash;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.protocol.VersionId;
import org.llamadeploy4j.protocol.states.StateShape;
import org.llamadeploy4j.serviceruntime.PlacementCore.Action;

class PlacementCoreTest {
  private static final VersionId VERSION = new VersionId("a".repeat(32));

  private static final PlacementState.Loaded LOADED = new PlacementState.Loaded(List.of("odd"));

  private final PlacementCore core = new PlacementCore();
  private final Assignment live = assignment("d", true);
  private final PlacementCore.Key key = PlacementCore.Key.of(live);

  private static Assignment assignment(String incarnation, boolean live) {
    ServiceSpec spec =
        new ServiceSpec(
            new ServiceId("s"),
            "S",
            new SourceSpec(SourceSpec.Type.LOCAL, "./s"),
            null,
            Map.of(),
            List.of());
    return new Assignment(
        new RuntimeId("me"),
        new DeploymentName("D"),
        new Incarnation(incarnation),
        new ServiceVersion(VERSION, spec, new ArtifactHash("b".repeat(64))),
        live,
        "why not");
  }

  private void loaded() {
    core.wanted(Set.of(live));
    assertThat(core.loaded(key, LOADED)).containsExactly(new Action.Serve(key, true));
  }

  private PlacementState state() {
    return core.report(k -> 3, k -> List.of())
        .getOrDefault(VERSION, new PlacementState.Failed("not reported"));
  }

  @Test
  void whatIsWantedIsLoadedOnce() {
    assertThat(core.wanted(Set.of(live))).containsExactly(new Action.Load(live));
    assertThat(core.wanted(Set.of(live))).isEmpty();
    assertThat(state()).isEqualTo(new PlacementState.Loading());
  }

  @Test
  void theStatesOfWhatIsLoadedAreToldAsTheyAreKnownByThen() {
    StateShape used = new StateShape("S", List.of(), "hash", "int", true);
    core.wanted(Set.of(live));
    assertThat(core.report(k -> 0, k -> List.of(used)))
        .containsEntry(VERSION, new PlacementState.Loading());
    core.loaded(key, LOADED);

    assertThat(core.report(k -> 0, k -> List.of())).containsEntry(VERSION, LOADED);
    assertThat(core.report(k -> 0, k -> List.of(used)))
        .containsEntry(VERSION, LOADED.with(List.of(used)));
  }

  @Test
  void aChangeOfLiveIsPassedOn() {
    loaded();

    assertThat(core.wanted(Set.of(assignment("d", false))))
        .containsExactly(new Action.Serve(key, false));
  }

  @Test
  void whatIsNoLongerWantedDrainsAndIsThenUnloaded() {
    loaded();

    assertThat(core.wanted(Set.of())).containsExactly(new Action.Drain(key));
    assertThat(state()).isEqualTo(new PlacementState.Draining(3));
    assertThat(core.drained(k -> false)).isEmpty();
    assertThat(core.drained(k -> true)).containsExactly(new Action.Unload(key));
    core.unloaded(key);
    assertThat(core.report(k -> 0, k -> List.of())).isEmpty();
    assertThat(core.holds(live.incarnation())).isFalse();
  }

  @Test
  void whatIsWantedAgainWhileItDrainsGoesOn() {
    loaded();
    core.wanted(Set.of());

    assertThat(core.wanted(Set.of(live))).containsExactly(new Action.Serve(key, true));
    assertThat(core.drained(k -> true)).isEmpty();
  }

  @Test
  void whatIsWantedAgainWhileItUnloadsIsLoadedAnewAfterwards() {
    loaded();
    core.wanted(Set.of());
    core.drained(k -> true);

    assertThat(core.wanted(Set.of(live))).isEmpty();
    core.unloaded(key);
    assertThat(core.wanted(Set.of(live))).containsExactly(new Action.Load(live));
  }

  @Test
  void whatIsNoLongerWantedWhenItIsLoadedIsUnloaded() {
    core.wanted(Set.of(live));
    core.wanted(Set.of());

    assertThat(core.loaded(key, LOADED)).isEmpty();
    assertThat(core.drained(k -> true)).containsExactly(new Action.Unload(key));
  }

  @Test
  void aFailureStaysUntilNobodyWantsTheVersionAnyMore() {
    core.wanted(Set.of(live));
    core.failed(key, "it does not compile");

    assertThat(state()).isEqualTo(new PlacementState.Failed("it does not compile"));
    assertThat(core.wanted(Set.of(live))).isEmpty();
    assertThat(core.wanted(Set.of())).isEmpty();
    assertThat(core.report(k -> 0, k -> List.of())).isEmpty();
    assertThat(core.wanted(Set.of(live))).containsExactly(new Action.Load(live));
  }

  @Test
  void aVersionInTwoDeploymentsIsReportedByTheOneFurtherFromItsGoal() {
    loaded();
    Assignment other = assignment("e", true);

    assertThat(core.wanted(Set.of(live, other))).containsExactly(new Action.Load(other));
    assertThat(state()).isEqualTo(new PlacementState.Loading());
    core.loaded(PlacementCore.Key.of(other), LOADED);
    assertThat(state()).isEqualTo(LOADED);
  }
}
