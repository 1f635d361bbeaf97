package org.llamadeploy4j.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients were told and what steps did, when all is over.
 *
 * @param waiting the numbers of the tasks that may wait before their second step
 * @param executions of the tasks that clients were told of, and of others
 * @param stays of the deployment that comes and goes
 * @param stayed what was executed in these
 * @param counts what was asked and answered, for people
 */
record Outcome(
    List<Told> told,
    Set<Integer> waiting,
    List<Execution> executions,
    List<Stay> stays,
    List<Execution> stayed,
    List<String> counts) {

  /** Everything that must not be. */
  List<Finding> check(List<Trouble> troubles) {
    List<Finding> all = new ArrayList<>(Checker.check(told, executions, troubles));
    all.addAll(Checker.check(List.of(), stayed, troubles)); // doubled commits
    all.addAll(StayRules.check(stays, stayed, troubles));
    return all;
  }

  /** When what was acknowledged of each task, by the tasks' numbers. */
  Map<Integer, List<Long>> acknowledged() {
    Map<Integer, List<Long>> times = new HashMap<>();
    told.forEach(one -> times.put(one.number(), one.acknowledged()));
    for (Stay stay : stays) {
      stay.tasks().forEach(task -> times.put(task.number(), List.of(task.atMillis())));
    }
    return times;
  }
}
