package org.llamadeploy4j.workflow.internal.rules;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What may be behind a problem of the graph. Rules see what a step declares, not its code, so an
 * event that is sent, streamed or waited for without being declared looks like one that is missing.
 */
final class GraphHints {

  /** With more candidates naming them helps nobody. */
  private static final int MOST_NAMED = 3;

  private final List<StepSignature> steps;

  GraphHints(List<StepSignature> steps) {
    this.steps = steps;
  }

  /** For an event that nothing gives out. */
  String toGive(String event) {
    String shown = TypeUse.simple(event);
    return steps.stream()
        .filter(s -> s.declared().streams().contains(event))
        .findFirst()
        .map(s ->
            "step %s only streams it; if it sends it as well, add sends = %s.class there"
                .formatted(s.name(), shown))
        .orElse(
            "if one sends it with Context.send, add sends = %s.class to that step"
                .formatted(shown));
  }

  /**
   * For an event that nothing takes.
   *
   * @param sent whether the step sends it without returning it
   */
  static String toTake(String event, boolean sent) {
    String shown = TypeUse.simple(event);
    String waits = "if a step waits for it, add waits = %s.class to that step".formatted(shown);
    return sent
        ? waits + "; if this one only streams it, name it in streams instead of sends"
        : waits;
  }

  /** For a step that nothing leads to. */
  static String toReach(Collection<String> takes) {
    return "if a step that is reached sends it %s, add sends = %s to that step"
        .formatted(simple(takes, " or ", ""), classes(takes));
  }

  /**
   * For a step that leads nowhere.
   *
   * @param missing what steps take and nothing gives out
   */
  static String toGoOn(Collection<String> missing) {
    return missing.isEmpty() || missing.size() > MOST_NAMED
        ? "what a step sends counts if its sends names it"
        : "if it or a step after it sends %s, add sends = %s to that step"
            .formatted(simple(missing, " or ", ""), classes(missing));
  }

  private static String classes(Collection<String> events) {
    String all = simple(events, ", ", ".class");
    return events.size() == 1 ? all : "{" + all + "}";
  }

  private static String simple(Collection<String> events, String between, String end) {
    return events.stream()
        .map(e -> TypeUse.simple(e) + end)
        .sorted()
        .collect(Collectors.joining(between));
  }
}
