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
  private final Words words;

  GraphHints(List<StepSignature> steps, Words words) {
    this.steps = steps;
    this.words = words;
  }

  /** For an event that nothing gives out. */
  String toGive(String event) {
    String shown = TypeUse.simple(event);
    return steps.stream()
        .filter(s -> s.declared().streams().contains(event))
        .findFirst()
        .map(s ->
            "step %s only streams it; if it sends it as well, add %s there"
                .formatted(s.name(), words.option("sends", shown + ".class")))
        .orElse(
            "if one sends it with Context.send, add %s to that step"
                .formatted(words.option("sends", shown + ".class")));
  }

  /**
   * For an event that nothing takes.
   *
   * @param sent whether the step sends it without returning it
   */
  String toTake(String event, boolean sent) {
    String shown = TypeUse.simple(event);
    String waits =
        "if a step waits for it, add %s to that step"
            .formatted(words.option("waits", shown + ".class"));
    return sent
        ? waits
            + "; if this one only streams it, name it in "
            + words.pick("streams instead of sends", "withStreams instead of withSends")
        : waits;
  }

  /** For a step that nothing leads to. */
  String toReach(Collection<String> takes) {
    return "if a step that is reached sends it %s, add %s to that step"
        .formatted(simple(takes, " or ", ""), words.option("sends", classes(takes)));
  }

  /**
   * For a step that leads nowhere.
   *
   * @param missing what steps take and nothing gives out
   */
  String toGoOn(Collection<String> missing) {
    return missing.isEmpty() || missing.size() > MOST_NAMED
        ? words.pick(
            "what a step sends counts if its sends names it",
            "what a step sends counts if its withSends names it")
        : "if it or a step after it sends %s, add %s to that step"
            .formatted(simple(missing, " or ", ""), words.option("sends", classes(missing)));
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
