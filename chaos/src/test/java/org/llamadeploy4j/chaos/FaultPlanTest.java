package org.llamadeploy4j.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final String SCRIPTS = "/org/llamadeploy4j/messaging/lua/";

  private final Member.Setup setup = new Member.Setup(Path.of("llamactl"), Path.of("."), 1, "");
  private final List<Member> members =
      Stream.of(Role.values()).map(role -> new Member(role.word(), role, setup)).toList();

  @AfterEach
  void close() {
    members.forEach(Member::close);
  }

  private List<Fault> drawn(long seed, Mix mix) {
    FaultPlan plan = new FaultPlan(new Random(seed), mix, members);
    return IntStream.range(0, 2_000).mapToObj(i -> plan.draw()).toList();
  }

  @Test
  void everyScriptThatAProcessMayBeCaughtAtExists() {
    assertThat(
            Stream.of(FaultPlan.OF_RUNTIMES, FaultPlan.OF_API_SERVERS, FaultPlan.OF_CONTROL_PLANES)
                .flatMap(List::stream))
        .allSatisfy(script ->
            assertThat(FaultPlanTest.class.getResource(SCRIPTS + script + ".lua"))
                .as(script)
                .isNotNull());
  }

  @Test
  void aSeedDrawsTheSameFaultsAgain() {
    assertThat(drawn(7, Mix.ALL)).isEqualTo(drawn(7, Mix.ALL)).isNotEqualTo(drawn(8, Mix.ALL));
  }

  @Test
  void everyKindOfFaultIsDrawnAndEveryScriptAndDeed() {
    List<Fault> faults = drawn(1, Mix.ALL);
    assertThat(faults.stream().<Class<?>>map(Fault::getClass).distinct().toList())
        .hasSameElementsAs(List.of(Fault.class.getPermittedSubclasses()));
    List<Fault.AtPoint> points =
        faults.stream()
            .filter(Fault.AtPoint.class::isInstance)
            .map(Fault.AtPoint.class::cast)
            .toList();
    assertThat(points.stream().map(point -> point.trap().script()))
        .containsAll(FaultPlan.OF_RUNTIMES)
        .containsAll(FaultPlan.OF_API_SERVERS)
        .containsAll(FaultPlan.OF_CONTROL_PLANES);
    assertThat(points.stream().map(Fault.AtPoint::deed)).contains(Fault.Deed.values());
    assertThat(points.stream().map(point -> point.trap().moment())).contains(Trap.Moment.values());
  }

  @Test
  void aMixOfKillsKillsRuntimesAlone() {
    assertThat(drawn(1, Mix.KILLS))
        .allSatisfy(fault ->
            assertThat(fault)
                .isInstanceOfSatisfying(
                    Fault.Kill.class,
                    kill -> assertThat(kill.member().role()).isEqualTo(Role.RUNTIME)));
  }

  @Test
  void pausesAreAsLongAsWantedInTheMiddle() {
    FaultPlan plan = new FaultPlan(new Random(1), Mix.ALL, members);
    double mean =
        IntStream.range(0, 10_000)
            .mapToLong(i -> plan.pause(Duration.ofMillis(500)).toMillis())
            .average()
            .orElseThrow();
    assertThat(mean).isBetween(480.0, 520.0);
  }
}
