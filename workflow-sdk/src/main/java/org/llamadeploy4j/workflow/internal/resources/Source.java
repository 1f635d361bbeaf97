package org.llamadeploy4j.workflow.internal.resources;

/** Where something that is asked for comes from. */
sealed interface Source {

  /** It is there. */
  record Given(Object value) implements Source {}

  /** It is made when first asked for. */
  record Made(Maker maker) implements Source {}

  /** Nowhere, for this reason. */
  record Absent(String problem) implements Source {}
}
