package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * Compares what clients were told with what steps did. A frozen process may finish an execution
 * late, after another has taken its work over: that is allowed, since fences stop commits and not
 * side effects. So the order of executions says nothing; that two executions of one step were built
 * upon says that both were committed. Pure.
 */
final class Checker {
  private static final int STEPS = 3;

  private final List<Finding> findings = new ArrayList<>();

  private Checker() {}

  /** Everything that must not be, in no particular order. */
  static List<Finding> check(List<Told> told, List<Execution> executions) {
    Checker checker = new Checker();
    Map<Integer, List<Execution>> byNumber =
        executions.stream().collect(groupingBy(Execution::number, TreeMap::new, toList()));
    byNumber.forEach(checker::checkCommits);
    for (Told one : told) {
      checker.checkTold(one, byNumber.getOrDefault(one.number(), List.of()));
    }
    Map<String, List<Result>> sessions = new TreeMap<>();
    for (Told one : told) {
      Result result = one.result();
      if (!one.session().isEmpty() && result != null) {
        sessions.computeIfAbsent(one.session(), s -> new ArrayList<>()).add(result);
      }
    }
    sessions.values().forEach(checker::checkSession);
    return List.copyOf(checker.findings);
  }

  private void checkCommits(int number, List<Execution> executions) {
    for (int step = 2; step <= STEPS; step++) {
      int of = step;
      Set<String> builtUpon =
          executions.stream()
              .filter(execution -> execution.step() == of)
              .map(Execution::from)
              .collect(toCollection(LinkedHashSet::new));
      if (builtUpon.size() > 1) {
        found(Kind.DOUBLED, number, "step " + (step - 1) + " went on from " + builtUpon);
      }
    }
  }

  private void checkTold(Told told, List<Execution> executions) {
    Result result = told.result();
    if (result == null) {
      found(Kind.LOST, told.number(), told.problem());
      return;
    }
    if (result.number() != told.number() || result.marks().size() != STEPS) {
      found(Kind.LOST, told.number(), "the result is another's: " + result);
      return;
    }
    checkChain(result, executions);
    List<Passed> stream = told.stream();
    if (stream != null) {
      checkStream(result, stream);
    }
  }

  /** Each mark of the result was made by an execution that built upon the one before. */
  private void checkChain(Result result, List<Execution> executions) {
    String from = "-";
    for (int step = 1; step <= STEPS; step++) {
      String mark = result.marks().get(step - 1);
      int at = step;
      String before = from;
      boolean made =
          executions.stream()
              .anyMatch(e -> e.step() == at && e.mark().equals(mark) && e.from().equals(before));
      if (!made) {
        found(Kind.LOST, result.number(), "nobody made step " + step + " of " + result);
      }
      from = mark;
    }
  }

  private void checkStream(Result result, List<Passed> stream) {
    List<String> committed =
        stream.stream().map(Passed::mark).filter(result.marks()::contains).toList();
    if (!committed.equals(result.marks())) {
      found(Kind.GAP, result.number(), "result " + result.marks() + ", stream " + stream);
    }
    List<Integer> steps = stream.stream().map(Passed::step).toList();
    if (!steps.equals(steps.stream().sorted().toList())) {
      found(Kind.GAP, result.number(), "steps out of order: " + stream);
    }
  }

  /**
   * Each task saw what the one before it had left. Tasks that nobody acknowledged may be between.
   */
  private void checkSession(List<Result> results) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Result result : results) {
      Integer other = numbers.putIfAbsent(result.count(), result.number());
      if (other != null) {
        String text = "was number " + result.count() + " of its session, as was " + other;
        found(Kind.OVERLAP, result.number(), text);
      }
    }
    Set<Integer> known = new LinkedHashSet<>(numbers.values());
    for (Result result : results) {
      Integer before = numbers.get(result.count() - 1);
      boolean broken =
          before == null ? known.contains(result.previous()) : before != result.previous();
      if (broken) {
        found(Kind.OVERLAP, result.number(), "follows " + result.previous() + ", not " + before);
      }
    }
  }

  private void found(Kind kind, int number, String text) {
    findings.add(new Finding(kind, number, text));
  }
}
