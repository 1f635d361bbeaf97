package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * What was executed of one attempt of a task. Pure.
 *
 * @param executions in no particular order
 */
record Attempt(List<Execution> executions) {
  private static final String NOTHING = "-";

  /**
   * The attempts of a task, one or two. What goes back to the result's first mark is of the second
   * attempt, everything else of the first: also what the second one did in vain, and what it
   * committed twice, which makes two of the first attempt's commits.
   *
   * @param told null: nobody was told of the task
   */
  static List<Attempt> split(@Nullable Told told, List<Execution> executions) {
    if (told == null || told.control() != Control.RETRIED) {
      return List.of(new Attempt(executions));
    }
    if (!(told.end() instanceof End.Completed(Result result)) || result.marks().isEmpty()) {
      return List.of(); // which attempt is which cannot be told, and it counts as lost
    }
    Map<String, Execution> byMark =
        executions.stream().collect(toMap(Execution::mark, Function.identity(), (a, b) -> a));
    String first = result.marks().getFirst();
    Predicate<Execution> isLast = execution -> root(execution, byMark).equals(first);
    return List.of(
        new Attempt(executions.stream().filter(isLast.negate()).toList()),
        new Attempt(executions.stream().filter(isLast).toList()));
  }

  /** The first mark of the chain that an execution belongs to. */
  private static String root(Execution execution, Map<String, Execution> byMark) {
    Execution at = execution;
    for (int step = execution.step(); step > 1; step--) {
      Execution before = byMark.get(at.from());
      if (before == null) {
        return at.from();
      }
      at = before;
    }
    return at.mark();
  }

  /** The marks that executions of this step were built upon; more than one: a doubled commit. */
  List<String> builtUponBy(int step) {
    return executions.stream()
        .filter(execution -> execution.step() == step)
        .map(Execution::from)
        .filter(from -> !from.equals(NOTHING))
        .distinct()
        .toList();
  }

  /** Whether an execution of this step made this mark, upon that one; empty: upon nothing. */
  boolean made(int step, String mark, List<String> upon) {
    String from = upon.isEmpty() ? NOTHING : upon.getLast();
    return executions.stream()
        .anyMatch(e -> e.step() == step && e.mark().equals(mark) && e.from().equals(from));
  }
}
