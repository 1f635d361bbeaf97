package org.llamadeploy4j.messaging;

/** What became of an external event. */
public enum DeliverReply {
  /** It is in the inbox, durably, and will be in the journal once. */
  ACCEPTED,
  /** Its id was given to another event of this run. */
  OTHER_EVENT,
  /** The run has ended, or is to be cancelled. */
  ENDED,
  /** No such run, or not in that session. */
  UNKNOWN,
  /** The inbox holds as many events or bytes as it may. */
  INBOX_FULL
}
