package org.llamadeploy4j.workflow;

import java.util.List;

/**
 * Several events at once. A step that returns one opens a fan-out: each member goes its own way,
 * and a step that takes a list joins what they become. It has nothing to do with the run's event
 * stream, which {@link Context#stream} writes to. The record itself is given to no step and is
 * never stored, so only its members need a form in JSON. A step may as well return {@code List<E>};
 * a record lets it be one of several things that the step returns.
 *
 * @param <E> an event, or a sealed type over several
 */
public interface FanOut<E extends Event> extends Event {

  /** The members, in order; empty is allowed and joins fire with an empty list. Never null. */
  List<E> events();
}
