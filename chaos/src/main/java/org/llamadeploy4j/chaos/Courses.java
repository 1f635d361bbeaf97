package org.llamadeploy4j.chaos;

import java.util.List;
import java.util.function.Predicate;
import org.llamadeploy4j.chaos.Told.Control;

/**
 * How many tasks went which way, so that one sees what an experiment has tried.
 *
 * @param cancelled cancels that were answered with success
 * @param tooLate cancels of tasks that had completed
 * @param retried tasks that failed and were retried
 * @param committed tasks whose streams show what was committed
 * @param stays how often a deployment came and went
 */
record Courses(long cancelled, long tooLate, long retried, long committed, long stays) {

  static Courses of(Outcome outcome) {
    List<Told> told = outcome.told();
    return new Courses(
        count(told, one -> one.control() == Control.CANCELLED),
        count(told, one -> one.control() == Control.TOO_LATE),
        count(told, one -> one.control() == Control.RETRIED),
        count(told, one -> one.wish().deployment() == Relays.COMMITTED),
        outcome.stays().stream().filter(stay -> stay.goneMillis() != null).count());
  }

  private static long count(List<Told> told, Predicate<Told> which) {
    return told.stream().filter(which).count();
  }

  @Override
  public String toString() {
    return "%d cancelled, %d completed before their cancel, %d retried, %d with stream: committed, %d deployments came and went"
        .formatted(cancelled, tooLate, retried, committed, stays);
  }
}
