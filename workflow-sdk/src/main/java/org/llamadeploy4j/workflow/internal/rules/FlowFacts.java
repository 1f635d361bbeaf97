package org.llamadeploy4j.workflow.internal.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamadeploy4j.workflow.SkipChecks;

/**
 * A workflow as it was written.
 *
 * @param family what it is called, and what runs below it
 * @param methods those with an annotation of ours; what they override is left out
 * @param types every type that the methods name, what sealed ones permit, and the events they
 *     spread, by binary name
 * @param nested binary names of the event records that are nested in the class or above it
 * @param data what it stores
 * @param sharedFields names of the fields that can change
 * @param skips the checks left out for the whole workflow
 * @param complete whether it can be made; of an abstract class only the methods are checked
 * @param words what its author writes
 */
public record FlowFacts(
    FamilyFacts family,
    List<MethodFacts> methods,
    Map<String, TypeFacts> types,
    Set<String> nested,
    DataTypes data,
    List<String> sharedFields,
    Set<SkipChecks.Check> skips,
    boolean complete,
    Words words) {

  public FlowFacts {
    methods = List.copyOf(methods);
    types = Map.copyOf(types);
    nested = Set.copyOf(nested);
    sharedFields = List.copyOf(sharedFields);
    skips = Set.copyOf(skips);
  }
}
