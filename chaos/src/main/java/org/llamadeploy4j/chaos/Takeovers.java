package org.llamadeploy4j.chaos;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long runs stood still whose process was killed: from the kill to the next execution of a step
 * of theirs. Only runs count that were certainly in its hands; a run that is parked, queued or
 * asleep waits for something else. From outside that can be told of two kinds:
 *
 * <ul>
 *   <li>the next execution is of the same step and upon the same mark as the last one: that was
 *       interrupted, or its commit was not accepted, and it runs again;
 *   <li>it is of the next step and upon the last one's mark: that was committed and what follows
 *       had not begun. Between the first and the second step a task may wait, so there it counts
 *       for tasks that do not.
 * </ul>
 *
 * <p>In both the last execution began less than {@link #IN_HAND} before the kill. Pure.
 *
 * @param alone of kills with no other trouble until the run went on
 * @param among of kills with other trouble: of Redis, of another runtime, of a control plane
 */
record Takeovers(Standstills alone, Standstills among) {
  /** A process that cannot reach Redis for so long, two thirds of a lease, gives its runs up. */
  static final Duration IN_HAND = Duration.ofSeconds(2);

  /** A process of this name was killed. */
  record Death(String victim, long pid, long atMillis) {}

  /** One run stood still because of one kill. */
  private record Standstill(Death death, Execution last, Execution next) {
    long millis() {
      return next.atMillis() - death.atMillis();
    }

    /** Whether something else was wrong, too, from the last execution on. */
    boolean isAmong(List<Trouble> troubles) {
      return troubles.stream()
          .filter(trouble -> !trouble.victim().equals(death.victim()))
          .anyMatch(trouble -> trouble.isFelt(last.atMillis(), next.atMillis()));
    }
  }

  /**
   * For all runs that a killed process certainly had in hand.
   *
   * @param troubles of Redis, of runtimes and of control planes
   * @param waiting the numbers of the tasks that may wait before their second step
   */
  static Takeovers of(
      List<Death> deaths,
      List<Trouble> troubles,
      List<Execution> executions,
      Set<Integer> waiting) {
    Map<Integer, List<Execution>> runs = executions.stream().collect(groupingBy(Execution::number));
    List<Standstill> all = new ArrayList<>();
    for (Death death : deaths) {
      runs.forEach(
          (number, run) -> standstill(death, run, waiting.contains(number)).ifPresent(all::add));
    }
    return new Takeovers(
        lengths(all.stream().filter(one -> !one.isAmong(troubles)).toList()),
        lengths(all.stream().filter(one -> one.isAmong(troubles)).toList()));
  }

  private static Standstills lengths(List<Standstill> all) {
    return new Standstills(all.stream().map(Standstill::millis).sorted().toList());
  }

  private static Optional<Standstill> standstill(
      Death death, List<Execution> run, boolean mayWait) {
    Comparator<Execution> byTime = Comparator.comparingLong(Execution::atMillis);
    Optional<Execution> last =
        run.stream().filter(e -> e.atMillis() <= death.atMillis()).max(byTime);
    Optional<Execution> next =
        run.stream().filter(e -> e.atMillis() > death.atMillis()).min(byTime);
    if (last.isEmpty() || next.isEmpty()) {
      return Optional.empty();
    }
    Standstill found = new Standstill(death, last.get(), next.get());
    return wasInHand(found, mayWait) ? Optional.of(found) : Optional.empty();
  }

  private static boolean wasInHand(Standstill one, boolean mayWait) {
    Execution last = one.last();
    Execution next = one.next();
    if (last.pid() != one.death().pid()
        || one.death().atMillis() - last.atMillis() >= IN_HAND.toMillis()) {
      return false;
    }
    boolean again = next.step() == last.step() && next.from().equals(last.from());
    boolean after = next.step() == last.step() + 1 && next.from().equals(last.mark());
    return again || (after && (last.step() > 1 || !mayWait));
  }
}
