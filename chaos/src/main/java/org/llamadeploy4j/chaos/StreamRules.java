package org.llamadeploy4j.chaos;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.llamadeploy4j.chaos.Finding.Kind;
import org.llamadeploy4j.chaos.Told.Control;
import org.llamadeploy4j.chaos.Told.End;
import org.llamadeploy4j.chaos.Told.Passed;
import org.llamadeploy4j.chaos.Told.Result;

/**
 * What the stream of a task must show: each event of a committed execution once, in order, for each
 * attempt by itself. A live stream has those of executions that were not committed besides, one
 * that shows what was committed has none of them. Pure.
 */
final class StreamRules {
  private final Told told;
  private final List<Attempt> attempts;

  private StreamRules(Told told, List<Attempt> attempts) {
    this.told = told;
    this.attempts = attempts;
  }

  /** The first thing that is wrong with the stream of a task, if there is anything. */
  static Optional<Finding> check(Told told, List<Attempt> attempts) {
    List<List<Passed>> stream = told.stream();
    return stream == null || attempts.isEmpty()
        ? Optional.empty()
        : new StreamRules(told, attempts).check(stream);
  }

  private Optional<Finding> check(List<List<Passed>> stream) {
    if (stream.size() != attempts.size()) {
      return found(Kind.GAP, stream.size() + " attempts, not " + attempts.size() + ": " + stream);
    }
    return IntStream.range(0, stream.size())
        .mapToObj(i -> part(stream.get(i), attempts.get(i), i == stream.size() - 1))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Finding> part(List<Passed> part, Attempt attempt, boolean isLast) {
    List<String> committed =
        isLast && told.end() instanceof End.Completed(Result result)
            ? result.marks()
            : IntStream.of(2, 3).boxed().flatMap(s -> attempt.builtUponBy(s).stream()).toList();
    return switch (told.wish().deployment()) {
      case LIVE, GUEST -> live(part, committed);
      case COMMITTED -> committed(part, committed, attempt);
    };
  }

  private Optional<Finding> live(List<Passed> part, List<String> committed) {
    if (!part.stream().map(Passed::mark).filter(committed::contains).toList().equals(committed)) {
      return found(Kind.GAP, "committed " + committed + ", stream " + part);
    }
    List<Integer> steps = part.stream().map(Passed::step).toList();
    return steps.equals(steps.stream().sorted().toList())
        ? Optional.empty()
        : found(Kind.GAP, "steps out of order: " + part);
  }

  private Optional<Finding> committed(List<Passed> part, List<String> committed, Attempt attempt) {
    List<String> marks = part.stream().map(Passed::mark).toList();
    int size = committed.size();
    if (marks.size() < size || !marks.subList(0, size).equals(committed)) {
      boolean more = !committed.containsAll(marks);
      return found(
          more ? Kind.UNCOMMITTED : Kind.GAP, "committed " + committed + ", stream " + part);
    }
    List<String> rest = marks.subList(size, marks.size());
    boolean allowed =
        rest.isEmpty()
            || (rest.size() == 1
                && told.control() == Control.CANCELLED // between a commit and the next step
                && attempt.made(size + 1, rest.getFirst(), committed));
    return allowed
        ? Optional.empty()
        : found(Kind.UNCOMMITTED, "committed " + committed + ", stream " + part);
  }

  private Optional<Finding> found(Kind kind, String text) {
    return Optional.of(new Finding(kind, told.number(), text));
  }
}
