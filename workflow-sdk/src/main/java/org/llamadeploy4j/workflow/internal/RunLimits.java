package org.llamadeploy4j.workflow.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.rules.Place;
import org.llamadeploy4j.workflow.internal.rules.Problem;
import org.llamadeploy4j.workflow.internal.rules.Rule;

/** What a workflow says of its runs as a whole. */
final class RunLimits {
  private RunLimits() {}

  /** What is wrong with it, one sentence each. */
  static List<String> problems(Workflow workflow) {
    List<String> problems = new ArrayList<>();
    Optional<Duration> limit = workflow.timeLimit();
    if (limit == null) {
      problems.add(problem("timeLimit() is null; return Optional.empty() for no limit"));
    } else if (limit.isPresent() && !limit.get().isPositive()) {
      problems.add(
          problem("timeLimit() is %s; it must be longer than nothing".formatted(limit.get())));
    }
    OptionalInt runs = workflow.concurrentRuns();
    if (runs == null) {
      problems.add(problem("concurrentRuns() is null; return OptionalInt.empty() for any number"));
    } else if (runs.isPresent() && runs.getAsInt() < 1) {
      problems.add(
          problem("concurrentRuns() is %d; it must be at least 1".formatted(runs.getAsInt())));
    }
    return problems;
  }

  private static String problem(String sentence) {
    return new Problem(Rule.RUN_LIMITS, Place.CLASS, sentence).text();
  }
}
