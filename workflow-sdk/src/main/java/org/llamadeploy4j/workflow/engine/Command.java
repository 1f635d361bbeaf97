package org.llamadeploy4j.workflow.engine;

import java.time.Instant;

/** What must be done about a tick, once it is durable. Never journaled: the state implies it. */
public sealed interface Command {

  /** Run this attempt of this work. */
  record RunStep(long item, int attempt) implements Command {}

  /** Interrupt this attempt; its outcome does not count any more. */
  record StopStep(long item, int attempt) implements Command {}

  /** Show an event to readers. */
  record Publish(EventData event, String step, long item, int attempt) implements Command {}

  /** Tell readers of internal events that nobody took an event. */
  record PublishUnhandled(String type, String reason) implements Command {}

  /** Tell readers that what this attempt streamed is void. */
  record PublishSuperseded(String step, long item, int attempt) implements Command {}

  /** Tell readers of internal events that nothing happens before something comes from outside. */
  record PublishIdle() implements Command {}

  /** Tell whoever watches that work waits for a free worker. */
  record TellQueued(long item, String step, String type) implements Command {}

  /** Answer an attempt that collects; the set may be empty. */
  record Collect(long item, int attempt, String buffer, CollectedSet set) implements Command {}

  /** A recorded block is durable; its step may go on. */
  record ReleaseOnce(long item, int attempt, String name) implements Command {}

  /** Arm a timer. */
  record Arm(TimerId timer, Instant at) implements Command {}

  /** Disarm a timer. */
  record Disarm(TimerId timer) implements Command {}

  /** End the run. Always the last command. */
  record End(Ending ending) implements Command {}

  /** Do this in the child run that a work item waits for. */
  record InChild(long item, String name, String flow, Command command) implements Command {}
}
