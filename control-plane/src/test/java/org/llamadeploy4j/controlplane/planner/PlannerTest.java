package org.llamadeploy4j.controlplane.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.controlplane.Samples;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.messaging.RuntimeReport.PlacementState;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.protocol.DeploymentName;
import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

class PlannerTest {
  private static final DeploymentName NAME = new DeploymentName("shop");
  private static final Incarnation LIFE = new Incarnation("life1");
  private static final List<Need> NEEDS = List.of(Need.values());

  private final Planner planner = new Planner(1);

  @Test
  void aVersionGoesToTheRuntimeWithTheLeastLoad() {
    RuntimeReport busy = runtime("r1", 4, loaded(Samples.version("other", 1)));
    Plan plan = plan(List.of(live("echo", 1)), List.of(busy, runtime("r2", 4)), Set.of());

    assertThat(runtimesOf(plan)).containsExactly("r2");
    assertThat(plan.assignments())
        .extracting(Assignment::why)
        .containsExactly("least loaded: 0 of 4");
  }

  @Test
  void aPlacedVersionStaysThoughAnotherRuntimeIsIdle() {
    Plan first = plan(List.of(live("echo", 1)), List.of(runtime("r1", 4)), Set.of());
    Plan second =
        plan(
            List.of(live("echo", 1)),
            List.of(runtime("r0", 4), runtime("r1", 4, loaded(Samples.version("echo", 1)))),
            first.assignments());

    assertThat(second.assignments()).isEqualTo(first.assignments());
  }

  @Test
  void aVersionThatIsLoadedSomewhereGoesThereEvenWhenTheFormerPlanIsLost() {
    ServiceVersion echo = Samples.version("echo", 1);
    Plan plan =
        plan(
            List.of(live("echo", 1)),
            List.of(runtime("r1", 4), runtime("r2", 4, loaded(echo, Samples.version("x", 1)))),
            Set.of());

    assertThat(runtimesOf(plan)).containsExactly("r2");
  }

  @Test
  void aVersionWhoseRuntimeIsGoneMoves() {
    Plan first = plan(List.of(live("echo", 1)), List.of(runtime("r1", 4)), Set.of());
    Plan second = plan(List.of(live("echo", 1)), List.of(runtime("r2", 4)), first.assignments());

    assertThat(runtimesOf(second)).containsExactly("r2");
  }

  @Test
  void whatHasNotBeenUnloadedYetStillTakesRoom() {
    RuntimeReport full = runtime("r1", 1, loaded(Samples.version("old", 1)));
    Plan plan = plan(List.of(live("echo", 1)), List.of(full), Set.of());

    assertThat(plan.assignments()).isEmpty();
    assertThat(plan.refusals())
        .extracting(Plan.Refusal::constraint)
        .containsExactly("runtime r1 is full: 1 of 1 versions");
  }

  @Test
  void aRefusalNamesTheLabelsThatAreMissing() {
    Wanted gpu =
        new Wanted(
            NAME, LIFE, Samples.version("echo", 1), Need.LIVE, Map.of("gpu", "yes"), Map.of());
    Plan plan = plan(List.of(gpu), List.of(runtime("r1", 4)), Set.of());

    assertThat(plan.refusalOf(gpu.id())).contains("runtime r1 lacks the labels {gpu=yes}");
  }

  @Test
  void withoutRuntimesTheRefusalSaysSo() {
    Plan plan = plan(List.of(live("echo", 1)), List.of(), Set.of());

    assertThat(plan.refusals())
        .extracting(Plan.Refusal::constraint)
        .containsExactly("no runtime is connected");
  }

  @Test
  void aRuntimeToAvoidIsAvoidedForItsReason() {
    ServiceVersion echo = Samples.version("echo", 1);
    Map<RuntimeId, String> avoid = Map.of(new RuntimeId("r1"), "could not load it: boom");
    Wanted wanted = new Wanted(NAME, LIFE, echo, Need.LIVE, Map.of(), avoid);

    assertThat(plan(List.of(wanted), List.of(runtime("r1", 4)), Set.of()).refusalOf(echo.id()))
        .contains("runtime r1 could not load it: boom");
    assertThat(
            runtimesOf(
                plan(List.of(wanted), List.of(runtime("r1", 4), runtime("r2", 4)), Set.of())))
        .containsExactly("r2");
  }

  @Test
  void scarceRoomGoesToLiveVersionsFirst() {
    Wanted candidate = wanted("a", 2, Need.CANDIDATE);
    Plan plan = plan(List.of(candidate, live("b", 1)), List.of(runtime("r1", 1)), Set.of());

    assertThat(plan.assignments())
        .extracting(a -> a.version().spec().id().value())
        .containsExactly("b");
    assertThat(plan.refusalOf(candidate.id())).isPresent();
  }

  @Test
  void onlyLiveVersionsTakeNewTasks() {
    List<Wanted> wanted =
        List.of(live("a", 1), wanted("a", 2, Need.CANDIDATE), wanted("a", 3, Need.DRAINING));
    Plan plan = plan(wanted, List.of(runtime("r1", 4)), Set.of());

    assertThat(plan.assignments())
        .filteredOn(Assignment::live)
        .extracting(a -> a.version().id())
        .containsExactly(Samples.version("a", 1).id());
    assertThat(plan.assignments()).hasSize(3);
  }

  @Test
  void replicasGoToDifferentHosts() {
    List<RuntimeReport> runtimes =
        List.of(onHost("r1", "h1"), onHost("r2", "h1"), onHost("r3", "h2"));
    Plan plan = planTwo(List.of(live("echo", 1)), runtimes, Set.of());

    assertThat(runtimesOf(plan)).containsExactlyInAnyOrder("r1", "r3");
  }

  @Test
  void aLiveVersionHasASecondPlaceAsSoonAsThereIsASecondRuntime() {
    List<Wanted> wanted = List.of(live("echo", 1));
    Plan alone = planTwo(wanted, List.of(runtime("r1", 4)), Set.of());
    Plan both = planTwo(wanted, List.of(runtime("r1", 4), runtime("r2", 4)), alone.assignments());

    assertThat(runtimesOf(alone)).containsExactly("r1");
    assertThat(alone.refusals()).as("one runtime cannot give two places").isEmpty();
    assertThat(runtimesOf(both)).containsExactlyInAnyOrder("r1", "r2");
    assertThat(both.assignments()).allMatch(Assignment::live);
  }

  @Test
  void whereOneRuntimeIsLostTheVersionStaysOnTheOther() {
    List<Wanted> wanted = List.of(live("echo", 1));
    List<RuntimeReport> three = List.of(runtime("r1", 4), runtime("r2", 4), runtime("r3", 4));
    Plan before = planTwo(wanted, three, Set.of());
    Plan after = planTwo(wanted, three.subList(1, 3), before.assignments());

    assertThat(runtimesOf(before)).containsExactlyInAnyOrder("r1", "r2");
    assertThat(runtimesOf(after)).containsExactlyInAnyOrder("r2", "r3");
  }

  @Test
  void onlyWhatIsLiveGetsASecondPlace() {
    List<Wanted> wanted = List.of(wanted("a", 2, Need.CANDIDATE), wanted("a", 3, Need.DRAINING));
    Plan plan = planTwo(wanted, List.of(runtime("r1", 4), runtime("r2", 4)), Set.of());

    assertThat(plan.assignments()).hasSize(2);
    assertThat(plan.refusals()).isEmpty();
  }

  @Test
  void aVersionThatDrainsKeepsItsSecondPlace() {
    List<RuntimeReport> runtimes = List.of(runtime("r1", 4), runtime("r2", 4));
    Plan before = planTwo(List.of(live("a", 1)), runtimes, Set.of());
    Plan after = planTwo(List.of(wanted("a", 1, Need.DRAINING)), runtimes, before.assignments());

    assertThat(runtimesOf(after)).containsExactlyInAnyOrder("r1", "r2");
    assertThat(after.assignments()).noneMatch(Assignment::live);
  }

  @Test
  void everyVersionHasAPlaceBeforeAnyHasASecondOne() {
    List<Wanted> wanted = List.of(live("a", 1), live("b", 1), wanted("c", 1, Need.CANDIDATE));
    Plan plan = planTwo(wanted, List.of(runtime("r1", 2), runtime("r2", 1)), Set.of());

    assertThat(plan.assignments())
        .extracting(a -> a.version().spec().id().value())
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(plan.refusalOf(live("a", 1).id()))
        .as("a second place is missing, and why")
        .hasValueSatisfying(why -> assertThat(why).contains("is full", "holds one replica"));
  }

  @Test
  void aSecondPlaceMakesRoomForAVersionThatHasNone() {
    ServiceVersion a = Samples.version("a", 1);
    List<RuntimeReport> full = List.of(runtime("r1", 1, loaded(a)), runtime("r2", 1, loaded(a)));
    Plan before = planTwo(List.of(live("a", 1)), full, Set.of());
    List<Wanted> wanted = List.of(live("a", 1), wanted("b", 1, Need.CANDIDATE));
    Plan makesRoom = planTwo(wanted, full, before.assignments());
    List<RuntimeReport> unloaded = List.of(runtime("r1", 1, loaded(a)), runtime("r2", 1));
    Plan placed = planTwo(wanted, unloaded, makesRoom.assignments());

    assertThat(before.assignments()).hasSize(2);
    assertThat(runtimesOf(makesRoom)).as("one place of a is given up").containsExactly("r1");
    assertThat(placed.assignments())
        .extracting(PlannerTest::place)
        .containsExactlyInAnyOrder("r1 " + a.id(), "r2 " + Samples.version("b", 1).id());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyHistoryOfAFleetWithSecondPlacesKeepsTheRules(long seed) {
    Random random = new Random(seed);
    List<Wanted> wanted = new ArrayList<>();
    List<RuntimeReport> runtimes = new ArrayList<>();
    Set<Assignment> assignments = Set.of();
    for (int step = 0; step < 200; step++) {
      change(random, wanted, runtimes, step);
      String context = "seed %d, step %d".formatted(seed, step);
      Plan plan = planTwo(wanted, runtimes, assignments);
      assertNothingIsOverfull(plan, runtimes, context);
      assertEachStaysSomewhere(plan, new ClusterState(wanted, runtimes, assignments), context);
      settle(runtimes, plan.assignments());
      Plan next = planTwo(wanted, runtimes, plan.assignments());
      settle(runtimes, next.assignments());
      assertThat(planTwo(wanted, runtimes, next.assignments()).assignments())
          .as("%s: stable once there is room", context)
          .isEqualTo(next.assignments());
      assertEachHasAPlaceThatCan(next, wanted, runtimes, context);
      assignments = next.assignments();
    }
  }

  private static void assertEachStaysSomewhere(Plan plan, ClusterState state, String context) {
    Set<RuntimeId> alive =
        state.runtimes().stream().map(RuntimeReport::runtime).collect(Collectors.toSet());
    for (Wanted w : state.wanted()) {
      Set<RuntimeId> before = runtimesOf(state.assignments(), w);
      before.retainAll(alive);
      if (!before.isEmpty()) {
        assertThat(runtimesOf(plan.assignments(), w))
            .as("%s: a place of %s that may stay", context, w.id())
            .containsAnyElementsOf(before);
      }
    }
  }

  private static void assertEachHasAPlaceThatCan(
      Plan plan, List<Wanted> wanted, List<RuntimeReport> runtimes, String context) {
    int room = runtimes.stream().mapToInt(RuntimeReport::capacity).sum();
    Set<VersionId> placed =
        plan.assignments().stream().map(a -> a.version().id()).collect(Collectors.toSet());
    assertThat(placed).as("%s: first places", context).hasSize(Math.min(wanted.size(), room));
  }

  private static Set<RuntimeId> runtimesOf(Set<Assignment> assignments, Wanted wanted) {
    return assignments.stream()
        .filter(a -> a.version().id().equals(wanted.id()))
        .map(Assignment::runtime)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyHistoryOfAFleetKeepsTheRules(long seed) {
    Random random = new Random(seed);
    List<Wanted> wanted = new ArrayList<>();
    List<RuntimeReport> runtimes = new ArrayList<>();
    Set<Assignment> assignments = Set.of();
    for (int step = 0; step < 200; step++) {
      change(random, wanted, runtimes, step);
      ClusterState state = new ClusterState(wanted, runtimes, assignments);
      Plan plan = planner.plan(state);
      String context = "seed %d, step %d".formatted(seed, step);
      assertNothingIsOverfull(plan, runtimes, context);
      assertNothingMovesWithoutNeed(plan, state, context);
      assertAllIsPlacedThatCanBe(plan, state, context);
      assignments = plan.assignments();
      assertThat(planner.plan(new ClusterState(wanted, runtimes, assignments)).assignments())
          .as("%s: stable", context)
          .isEqualTo(assignments);
      settle(runtimes, assignments);
    }
  }

  private static void change(
      Random random, List<Wanted> wanted, List<RuntimeReport> runtimes, int step) {
    switch (random.nextInt(4)) {
      case 0 -> runtimes.add(runtime("r" + step, 1 + random.nextInt(4)));
      case 1 -> {
        if (!runtimes.isEmpty()) {
          runtimes.remove(random.nextInt(runtimes.size()));
        }
      }
      case 2 -> wanted.add(wanted("s" + step, step, NEEDS.get(random.nextInt(3))));
      default -> {
        if (!wanted.isEmpty()) {
          wanted.remove(random.nextInt(wanted.size()));
        }
      }
    }
  }

  /** Runtimes do as they are told and say so. */
  private static void settle(List<RuntimeReport> runtimes, Set<Assignment> assignments) {
    runtimes.replaceAll(r -> {
      Map<VersionId, PlacementState> placements = new HashMap<>();
      assignments.stream()
          .filter(a -> a.runtime().equals(r.runtime()))
          .forEach(a -> placements.put(a.version().id(), done()));
      return new RuntimeReport(r.runtime(), r.host(), r.capacity(), r.labels(), placements);
    });
  }

  private static void assertNothingIsOverfull(
      Plan plan, List<RuntimeReport> runtimes, String context) {
    Map<RuntimeId, Long> counts =
        plan.assignments().stream()
            .collect(Collectors.groupingBy(Assignment::runtime, Collectors.counting()));
    for (RuntimeReport runtime : runtimes) {
      assertThat(counts.getOrDefault(runtime.runtime(), 0L))
          .as("%s: room of %s", context, runtime.runtime())
          .isLessThanOrEqualTo(runtime.capacity());
    }
    assertThat(counts.keySet())
        .as("%s: only runtimes that live", context)
        .isSubsetOf(runtimes.stream().map(RuntimeReport::runtime).toList());
  }

  private static void assertNothingMovesWithoutNeed(Plan plan, ClusterState state, String context) {
    Set<VersionId> wanted = state.wanted().stream().map(Wanted::id).collect(Collectors.toSet());
    Set<RuntimeId> alive =
        state.runtimes().stream().map(RuntimeReport::runtime).collect(Collectors.toSet());
    List<String> stayable =
        state.assignments().stream()
            .filter(a -> wanted.contains(a.version().id()) && alive.contains(a.runtime()))
            .map(PlannerTest::place)
            .toList();
    assertThat(plan.assignments())
        .as("%s: minimal moves", context)
        .extracting(PlannerTest::place)
        .containsAll(stayable);
  }

  private static void assertAllIsPlacedThatCanBe(Plan plan, ClusterState state, String context) {
    int room = state.runtimes().stream().mapToInt(RuntimeReport::capacity).sum();
    long leaving =
        state.runtimes().stream()
            .flatMap(r -> r.placements().keySet().stream())
            .filter(v -> state.wanted().stream().noneMatch(w -> w.id().equals(v)))
            .count();
    assertThat((long) plan.assignments().size())
        .as("%s: as many as there is room for", context)
        .isEqualTo(Math.min(state.wanted().size(), room - leaving));
    assertThat(plan.refusals())
        .as(context)
        .hasSize(state.wanted().size() - plan.assignments().size());
  }

  private static String place(Assignment a) {
    return a.runtime() + " " + a.version().id();
  }

  private Plan plan(
      List<Wanted> wanted, List<RuntimeReport> runtimes, Set<Assignment> assignments) {
    return planner.plan(new ClusterState(wanted, runtimes, assignments));
  }

  private static Plan planTwo(
      List<Wanted> wanted, List<RuntimeReport> runtimes, Set<Assignment> assignments) {
    return new Planner(2).plan(new ClusterState(wanted, runtimes, assignments));
  }

  private static List<String> runtimesOf(Plan plan) {
    return plan.assignments().stream().map(a -> a.runtime().value()).toList();
  }

  private static Wanted live(String service, int number) {
    return wanted(service, number, Need.LIVE);
  }

  private static Wanted wanted(String service, int number, Need need) {
    return new Wanted(NAME, LIFE, Samples.version(service, number), need, Map.of(), Map.of());
  }

  private static RuntimeReport onHost(String id, String host) {
    return new RuntimeReport(new RuntimeId(id), host, 4, Map.of(), Map.of());
  }

  private static RuntimeReport runtime(String id, int capacity) {
    return runtime(id, capacity, Map.of());
  }

  private static RuntimeReport runtime(
      String id, int capacity, Map<VersionId, PlacementState> placements) {
    return new RuntimeReport(new RuntimeId(id), "host-" + id, capacity, Map.of(), placements);
  }

  private static Map<VersionId, PlacementState> loaded(ServiceVersion... versions) {
    Map<VersionId, PlacementState> placements = new HashMap<>();
    for (ServiceVersion version : versions) {
      placements.put(version.id(), done());
    }
    return placements;
  }

  private static PlacementState done() {
    return new PlacementState.Loaded(List.of());
  }
}
