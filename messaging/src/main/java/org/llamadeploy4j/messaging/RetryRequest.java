package org.llamadeploy4j.messaging;

import java.util.List;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.EventOrigin;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.TaskId;

/**
 * A wish to have a run that failed or was cancelled begin anew.
 *
 * @param shard where the run's keys live
 * @param task the run
 * @param operationId unique per wish; a repeated wish gets the first reply
 * @param attempt the number of the attempt that is to begin, one more than it has had
 * @param limits under which it may enter its queue and its session; a run that shares its session
 *     does so again whatever they say
 */
public record RetryRequest(
    Shard shard, TaskId task, String operationId, int attempt, SubmitLimits limits) {
  /** The event that tells readers of the stream where the attempt begins, encoded. */
  byte[] marker() {
    record Retried(int attempt) {}
    return EnvelopeCodec.encode(
        new EventEnvelope(
            "RunRetried",
            List.of(),
            EventOrigin.ENGINE,
            false,
            ProtocolJson.write(new Retried(attempt))));
  }
}
