package org.llamadeploy4j.workflow.spi;

import java.util.List;
import java.util.Set;

/**
 * What a loaded program is and takes. All names are logical names.
 *
 * @param name the service's name
 * @param startType the start event, or the sealed type over several
 * @param stopType the stop event, or the sealed type over several
 * @param steps names of the steps, sorted
 * @param childSteps names of the steps of all workflows that it runs as children, sorted
 * @param outsideEvents what may be sent to a run from outside, the built-in human response
 *     included: first its own, then those that only its children take, which may have the same name
 * @param stateTypes names of the declared state types, sorted
 * @param warnings what loads but is probably a mistake
 */
public record ProgramDescription(
    String name,
    String startType,
    String stopType,
    List<String> steps,
    List<String> childSteps,
    List<OutsideEvent> outsideEvents,
    Set<String> stateTypes,
    List<String> warnings) {

  public ProgramDescription {
    steps = List.copyOf(steps);
    childSteps = List.copyOf(childSteps);
    outsideEvents = List.copyOf(outsideEvents);
    stateTypes = Set.copyOf(stateTypes);
    warnings = List.copyOf(warnings);
  }
}
