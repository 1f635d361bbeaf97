package org.llamadeploy4j.workflow.internal.rules;

import java.util.Map;

/**
 * A workflow and all that run below it.
 *
 * @param name binary name of the workflow; what it is called where it has no class
 * @param flow its logical name
 * @param children the children of its steps, and theirs, by binary name
 */
public record FamilyFacts(String name, String flow, Map<String, ChildFacts> children) {

  public FamilyFacts {
    children = Map.copyOf(children);
  }
}
