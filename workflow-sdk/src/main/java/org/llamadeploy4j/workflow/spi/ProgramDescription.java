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
 * @param outsideEvents what may be sent to a run from outside, the built-in human response included
 * @param stateTypes names of the declared state types, sorted
 * @param warnings what loads but is probably a mistake
 */
public record ProgramDescription(
    String name,
    String startType,
    String stopType,
    List<String> steps,
    List<OutsideEvent> outsideEvents,
    Set<String> stateTypes,
    List<String> warnings) {

  public ProgramDescription {
    steps = List.copyOf(steps);
    outsideEvents = List.copyOf(outsideEvents);
    stateTypes = Set.copyOf(stateTypes);
    warnings = List.copyOf(warnings);
  }
}
