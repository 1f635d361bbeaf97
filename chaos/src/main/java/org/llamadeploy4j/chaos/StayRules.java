package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Stay.Leave;

/**
 * What must be true of a deployment that comes and goes: it can always come again and it always
 * goes; every task that was acknowledged before it went in peace has come to its last step; nothing
 * of it runs when it is gone. Pure.
 */
final class StayRules {
  private static final int LAST_STEP = 3;

  private final List<Trouble> troubles;
  private final List<Finding> findings = new ArrayList<>();

  private StayRules(List<Trouble> troubles) {
    this.troubles = troubles;
  }

  /**
   * Everything that must not be.
   *
   * @param executions of the deployment in all its stays
   * @param troubles of processes and of Redis, which excuse steps that begin late
   */
  static List<Finding> check(List<Stay> stays, List<Execution> executions, List<Trouble> troubles) {
    StayRules rules = new StayRules(troubles);
    Map<Integer, List<Execution>> byNumber =
        executions.stream().collect(groupingBy(Execution::number));
    for (Stay stay : stays) {
      Long goneMillis = stay.goneMillis();
      if (goneMillis == null) {
        rules.found(Kind.STUCK, stay.number(), "did not come or did not go: " + stay);
        continue;
      }
      for (Stay.Task task : stay.tasks()) {
        List<Execution> of = byNumber.getOrDefault(task.number(), List.of());
        rules.check(stay, task.number(), goneMillis, of);
      }
    }
    return List.copyOf(rules.findings);
  }

  private void check(Stay stay, int task, long goneMillis, List<Execution> executions) {
    if (stay.how() == Leave.DRAIN
        && executions.stream()
            .noneMatch(e -> e.step() == LAST_STEP && e.atMillis() <= goneMillis)) {
      found(Kind.LOST, task, "its deployment went before its last step: " + stay);
    }
    executions.stream()
        .filter(e -> LateSteps.isForbidden(e, goneMillis, troubles))
        .findFirst()
        .ifPresent(late -> found(Kind.AFTERWARDS, task, "gone " + goneMillis + ", " + late));
  }

  private void found(Kind kind, int number, String text) {
    findings.add(new Finding(kind, number, text));
  }
}
