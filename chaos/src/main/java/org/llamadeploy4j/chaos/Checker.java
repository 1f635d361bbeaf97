package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * Compares what clients were told with what steps did. A frozen process may finish an execution
 * late, after another has taken its work over: that is allowed, since fences stop commits and not
 * side effects. So the order of executions says nothing; that two executions of one step were built
 * upon says that both were committed, within one attempt of a task. Pure.
 */
final class Checker {
  private static final int STEPS = 3;

  private final List<Trouble> troubles;
  private final List<Finding> findings = new ArrayList<>();

  private Checker(List<Trouble> troubles) {
    this.troubles = troubles;
  }

  /**
   * Everything that must not be, in no particular order.
   *
   * @param troubles of processes and of Redis, which excuse steps that begin late
   */
  static List<Finding> check(List<Told> told, List<Execution> executions, List<Trouble> troubles) {
    Checker checker = new Checker(troubles);
    Map<Integer, List<Execution>> byNumber =
        executions.stream().collect(groupingBy(Execution::number, TreeMap::new, toList()));
    Map<Integer, Told> toldByNumber =
        told.stream().collect(toMap(Told::number, Function.identity()));
    byNumber.forEach((number, all) ->
        checker.checkCommits(number, Attempt.split(toldByNumber.get(number), all)));
    for (Told one : told) {
      checker.checkTold(one, byNumber.getOrDefault(one.number(), List.of()));
    }
    Map<String, List<Result>> sessions = new TreeMap<>();
    for (Told one : told) {
      if (!one.wish().session().isEmpty() && one.end() instanceof End.Completed(Result result)) {
        sessions.computeIfAbsent(one.wish().session(), s -> new ArrayList<>()).add(result);
      }
    }
    sessions.values().forEach(checker::checkSession);
    return List.copyOf(checker.findings);
  }

  private void checkCommits(int number, List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      for (int step = 2; step <= STEPS; step++) {
        List<String> builtUpon = attempt.builtUponBy(step);
        if (builtUpon.size() > 1) {
          found(Kind.DOUBLED, number, "step " + (step - 1) + " went on from " + builtUpon);
        }
      }
    }
  }

  private void checkTold(Told told, List<Execution> executions) {
    List<Attempt> attempts = Attempt.split(told, executions);
    switch (told.end()) {
      case End.Completed(Result result) -> checkCompleted(told, result, attempts);
      case End.Cancelled(long atMillis) -> checkCancelled(told, atMillis, executions);
      case End.Missing(String why) -> found(Kind.LOST, told.number(), why);
    }
    StreamRules.check(told, attempts).ifPresent(findings::add);
  }

  private void checkCompleted(Told told, Result result, List<Attempt> attempts) {
    if (told.control() == Control.CANCELLED) {
      found(Kind.UNDONE, told.number(), "was to be cancelled and completed");
    }
    if (result.number() != told.number() || result.marks().size() != STEPS) {
      found(Kind.LOST, told.number(), "the result is another's: " + result);
    } else {
      checkChain(result, attempts.getLast());
    }
  }

  private void checkCancelled(Told told, long atMillis, List<Execution> executions) {
    switch (told.control()) {
      case CANCELLED -> {}
      case TOO_LATE -> found(Kind.UNDONE, told.number(), "had ended and was cancelled after that");
      case NONE, RETRIED ->
          found(Kind.LOST, told.number(), "was cancelled, and nobody wanted that");
    }
    executions.stream()
        .filter(execution -> LateSteps.isForbidden(execution, atMillis, troubles))
        .findFirst()
        .ifPresent(
            late -> found(Kind.AFTERWARDS, told.number(), "ended " + atMillis + ", " + late));
  }

  /** Each mark of the result was made by an execution that built upon the one before. */
  private void checkChain(Result result, Attempt attempt) {
    for (int step = 1; step <= STEPS; step++) {
      List<String> before = result.marks().subList(0, step - 1);
      if (!attempt.made(step, result.marks().get(step - 1), before)) {
        found(Kind.LOST, result.number(), "nobody made step " + step + " of " + result);
      }
    }
  }

  /**
   * Each task saw what the one before it had left. Tasks that nobody acknowledged may be between;
   * those that were cancelled, or failed at first, leave nothing.
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
