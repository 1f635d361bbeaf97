package org.llamadeploy4j.protocol;

import java.util.List;

/**
 * Where an event of a run's stream comes from. In JSON: {@code children}, {@code step}, {@code
 * work_item}, {@code attempt}. Events with equal origins were made by the same attempt, so an
 * {@code AttemptSuperseded} with that step, piece of work and attempt makes them void.
 *
 * @param children the child runs on the way to it, from the outside in; empty for an event of the
 *     run itself
 * @param step the step that published it; empty for the engine
 * @param workItem which piece of work of that step, a number that counts up in its run; 0 for the
 *     engine, for a stop event, and where it was not stored
 * @param attempt the attempt of that step, from 1; 0 for the engine
 */
public record EventOrigin(List<Child> children, String step, long workItem, int attempt) {
  /** The engine of the run itself. */
  public static final EventOrigin ENGINE = new EventOrigin(List.of(), "", 0, 0);

  /** Copies the list. */
  public EventOrigin {
    RequiredField.check("children", children);
    RequiredField.check("step", step);
    children = List.copyOf(children);
  }

  /**
   * A child run on the way to an event. In JSON: {@code name}, {@code workflow}, {@code work_item}.
   *
   * @param name what the step that runs it calls it
   * @param workflow logical name of its workflow
   * @param workItem the piece of work that waits for it, which tells children of one name apart
   */
  public record Child(String name, String workflow, long workItem) {
    /** Checks that both names are there. */
    public Child {
      RequiredField.check("name", name);
      RequiredField.check("workflow", workflow);
    }
  }
}
