package org.llamadeploy4j.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.llamadeploy4j.messaging.ClaimRequest;
import org.llamadeploy4j.messaging.ClaimedRun;
import org.llamadeploy4j.messaging.CommitReply;
import org.llamadeploy4j.messaging.CommitRequest;
import org.llamadeploy4j.messaging.CompleteRequest;
import org.llamadeploy4j.messaging.Deployment;
import org.llamadeploy4j.messaging.Messaging;
import org.llamadeploy4j.messaging.ServiceVersion;
import org.llamadeploy4j.messaging.Shard;
import org.llamadeploy4j.messaging.StoredEnd;
import org.llamadeploy4j.protocol.EnvelopeCodec;
import org.llamadeploy4j.protocol.EventEnvelope;
import org.llamadeploy4j.protocol.ProtocolJson;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;

/** Drives runs by hand: what a runtime would write, a test writes. */
final class ScriptedRuns {
  private static final Duration LEASE = Duration.ofHours(1);

  private final Messaging messaging;
  private final AtomicInteger operations = new AtomicInteger();

  ScriptedRuns(Messaging messaging) {
    this.messaging = messaging;
  }

  /** Waits for a run of any service in the queue and takes it. */
  ClaimedRun claim() {
    return Awaitility.await().until(this::claimNow, runs -> !runs.isEmpty()).getFirst();
  }

  private List<ClaimedRun> claimNow() {
    for (Deployment deployment : messaging.fleet().read().deployments().values()) {
      for (ServiceVersion version : deployment.live().values()) {
        List<ClaimedRun> runs = messaging.runs().claim(wish(deployment, version));
        if (!runs.isEmpty()) {
          return runs;
        }
      }
    }
    return List.of();
  }

  private ClaimRequest wish(Deployment deployment, ServiceVersion version) {
    return new ClaimRequest(
        new Shard(deployment.incarnation(), 0),
        version.spec().id(),
        version.id(),
        true,
        1,
        new RuntimeId("r1"),
        LEASE,
        1,
        operation());
  }

  /** Publishes an event of the author's. */
  void publish(ClaimedRun run, String type, String json) {
    publish(run, new EventEnvelope(type, List.of(), "step", 1, false, utf8(json)));
  }

  void publish(ClaimedRun run, EventEnvelope event) {
    assertThat(messaging.runs().commit(commit(run, List.of(EnvelopeCodec.encode(event)))))
        .isInstanceOf(CommitReply.Committed.class);
  }

  /** Ends a run with a result and, in its stream, a stop event. */
  void complete(ClaimedRun run, String resultJson) {
    String stop = "{\"result\": " + resultJson + "}";
    end(run, RunStatus.COMPLETED, stop, utf8(resultJson));
  }

  /** Ends a run with an error. */
  void fail(ClaimedRun run, String message) {
    RunFailure failure = new RunFailure("step_failed", message, "step", "java.lang.Error", 1);
    end(run, RunStatus.FAILED, "{}", ProtocolJson.write(failure));
  }

  /** Ends a run as its runtime does that was told to cancel it. */
  void cancel(ClaimedRun run) {
    end(run, RunStatus.CANCELLED, "{}", StoredEnd.CANCELLED.result());
  }

  private void end(ClaimedRun run, RunStatus status, String stop, byte[] result) {
    EventEnvelope event = new EventEnvelope("StopEvent", List.of(), "", 0, false, utf8(stop));
    CommitRequest commit = commit(run, List.of(EnvelopeCodec.encode(event)));
    assertThat(messaging.runs().complete(new CompleteRequest(commit, status, result, null)))
        .isInstanceOf(CommitReply.Committed.class);
  }

  private CommitRequest commit(ClaimedRun run, List<byte[]> events) {
    return new CommitRequest(
        run.claim(),
        operation(),
        run.journal().size(),
        List.of(),
        events,
        run.inbox().size(),
        false);
  }

  private String operation() {
    return "op" + operations.incrementAndGet();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
