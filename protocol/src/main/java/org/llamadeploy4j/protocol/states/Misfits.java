package org.llamadeploy4j.protocol.states;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says to an author which states of sessions a version cannot read. Stateless. */
final class Misfits {
  private static final String ADVICE =
      "Make new components @Nullable, Optional, a collection or a map, and leave the others as they"
          + " were; or give the state another name with @StateName, and sessions begin it anew; or"
          + " undeploy and deploy, if nothing of its sessions and tasks is needed";

  private Misfits() {}

  static String of(List<HeldState> held, Collection<StateShape> today) {
    String misfits =
        held.stream()
            .map(state -> misfit(state, find(state.name(), today)))
            .flatMap(Optional::stream)
            .distinct()
            .collect(Collectors.joining("; "));
    return misfits.isEmpty() ? "" : misfits + ". " + ADVICE;
  }

  /** The type that would read a state: its own name counts before an earlier one. */
  private static @Nullable StateShape find(String name, Collection<StateShape> today) {
    return first(today, s -> s.certain() && s.name().equals(name))
        .or(() -> first(today, s -> s.certain() && s.earlierNames().contains(name)))
        .or(() -> first(today, s -> s.name().equals(name)))
        .orElse(null);
  }

  private static Optional<StateShape> first(
      Collection<StateShape> states, Predicate<StateShape> which) {
    return states.stream().filter(which).findFirst();
  }

  private static Optional<String> misfit(HeldState held, @Nullable StateShape today) {
    if (today == null || today.schema().equals(held.schema())) {
      return Optional.empty();
    }
    Optional<Forms> then = Forms.read(held.shape());
    Optional<Forms> now = Forms.read(today.shape());
    if (then.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    List<String> problems = Fit.problems(then.get(), now.get());
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the state '%s' that sessions may hold in schema %s cannot be read in this version's, %s: %s"
                .formatted(
                    held.name(), held.schema(), today.schema(), String.join(", ", problems)));
  }
}
