package org.llamadeploy4j.workflow.internal.rules;

/**
 * A rule that a workflow breaks.
 *
 * @param message what is wrong and what to do about it, the step's name first
 */
public record Problem(Rule rule, Place place, String message) {

  /** The message with the rule's id, by which docs/validation.md explains it. */
  public String text() {
    return message + " [" + rule.id() + "]";
  }
}
