package org.llamadeploy4j.messaging;

import java.util.List;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.TaskStatus;

/**
 * The end of a run that its driver does not end: what readers and waiters get then is what they
 * would get from a driver.
 *
 * @param status FAILED or CANCELLED
 * @param result the failure as JSON; not copied
 * @param event the last event of the stream, encoded; not copied
 */
public record StoredEnd(RunStatus status, byte[] result, byte[] event) {
  /** Why a run was cancelled that somebody asked to cancel. */
  public static final String CANCEL_REASON = "cancelled on request";

  /** Of a run that somebody asked to cancel. */
  public static final StoredEnd CANCELLED =
      new StoredEnd(
          RunStatus.CANCELLED,
          ProtocolJson.write(new RunFailure("cancelled", CANCEL_REASON, "", "", 0)),
          stop("WorkflowCancelledEvent", new Nothing()));

  /** Of a run that took its runtimes with it, as far as anybody can tell. */
  public static final StoredEnd POISONED =
      failed(
          new RunFailure(
              TaskStatus.POISONED,
              ("its runtime was lost %d times in a row while a step of it was running and before"
                      + " anything was committed; see the logs of the runtimes, then retry it")
                  .formatted(Limits.POISONED),
              "",
              "",
              0));

  /** Of a run that failed. */
  public static StoredEnd failed(RunFailure why) {
    return new StoredEnd(
        RunStatus.FAILED,
        ProtocolJson.write(why),
        stop(
            "WorkflowFailedEvent",
            new Failed("", new Thrown(why.exceptionType(), why.message()), 0, 0)));
  }

  private record Nothing() {}

  private record Thrown(String exceptionType, String exceptionMessage) {}

  private record Failed(String stepName, Thrown exception, int attempts, double elapsedSeconds) {}

  private static byte[] stop(String type, Object body) {
    return EnvelopeCodec.encode(
        new EventEnvelope(
            type, List.of("StopEvent"), EventOrigin.ENGINE, false, ProtocolJson.write(body)));
  }
}
