package org.llamadeploy4j.workflow.engine;

import java.time.Instant;

/** What must be done about a tick, once it is durable. Never journaled: the state implies it. */
public sealed interface Command {

  /** Run this attempt of this work. */
  record RunStep(long item, int attempt) implements Command {}

  /** Interrupt this attempt; its outcome does not count any more. */
  record StopStep(long item, int attempt) implements Command {}

  /** Show an event to readers. */
  record Publish(EventData event, String step, int attempt) implements Command {}

  /** Tell readers of internal events that nobody took an event. */
  record PublishUnhandled(String type, String reason) implements Command {}

  /** Tell readers that what this attempt streamed is void. */
  record PublishSuperseded(String step, int attempt) implements Command {}

  /** A recorded block is durable; its step may go on. */
  record ReleaseOnce(long item, int attempt, String name) implements Command {}

  /** Arm a timer. */
  record Arm(TimerId timer, Instant at) implements Command {}

  /** Disarm a timer. */
  record Disarm(TimerId timer) implements Command {}

  /** End the run. Always the last command. */
  record End(Ending ending) implements Command {}
}
