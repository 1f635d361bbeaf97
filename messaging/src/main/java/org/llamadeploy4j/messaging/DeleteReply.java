package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.RunStatus;

/** What became of a wish to delete a run. */
public sealed interface DeleteReply {
  /** It and all that was kept about it is gone. */
  record Deleted() implements DeleteReply {}

  /** Nothing changed: it has not ended. */
  record Active(RunStatus status) implements DeleteReply {}

  /** There is no such run; also when a repeated wish comes after the first was granted. */
  record Unknown() implements DeleteReply {}
}
