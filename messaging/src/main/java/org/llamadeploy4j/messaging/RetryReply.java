package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.RunStatus;

/** What became of a wish to retry a run. Nothing changed unless it was accepted. */
public sealed interface RetryReply {
  /** It is queued again, durably. */
  record Accepted() implements RetryReply {}

  /** It may not enter now, as a new task might not: its queue or session says why. */
  record Refused(SubmitReply why) implements RetryReply {}

  /** It neither failed nor was cancelled. */
  record WrongStatus(RunStatus status) implements RetryReply {}

  /** It was retried meanwhile, and that attempt is over too. */
  record OtherAttempt() implements RetryReply {}

  /** There is no such run. */
  record Unknown() implements RetryReply {}
}
