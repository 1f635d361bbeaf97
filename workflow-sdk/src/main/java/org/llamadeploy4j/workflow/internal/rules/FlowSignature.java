package org.llamadeploy4j.workflow.internal.rules;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as understood, and what is wrong with it.
 *
 * @param steps those that could be read, by name
 * @param events binary names of the events it knows, roles of free form left out
 * @param start the one start event, or the sealed type over several; null where there is none
 * @param stop the same of stop events
 * @param asksHumans whether a step gives out a question, or takes an answer or waits for one
 * @param problems every broken rule, warnings included
 */
public record FlowSignature(
    List<StepSignature> steps,
    Set<String> events,
    @Nullable String start,
    @Nullable String stop,
    boolean asksHumans,
    List<Problem> problems) {

  public FlowSignature {
    steps = List.copyOf(steps);
    events = Collections.unmodifiableSet(new LinkedHashSet<>(events));
    problems = List.copyOf(problems);
  }

  /** The problems that keep it from running. */
  public List<Problem> errors() {
    return problems.stream().filter(p -> !p.rule().isAdvice()).toList();
  }

  /** What its author should know though it runs. */
  public List<Problem> warnings() {
    return problems.stream().filter(p -> p.rule().isAdvice()).toList();
  }
}
