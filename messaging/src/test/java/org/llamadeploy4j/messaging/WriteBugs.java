package org.llamadeploy4j.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Mistakes in who may write a run, and in what is written. Each is planted for a simulation to
 * find.
 */
final class WriteBugs {
  private WriteBugs() {}

  static final class NoToken extends BentStore {
    NoToken(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
      return owned(claim, claim.generation(), run);
    }
  }

  static final class StartForgotten extends BentStore {
    StartForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public SubmitReply submit(SubmitRequest request) {
      return target.submit(
          new SubmitRequest(
              request.shard(),
              request.task(),
              request.service(),
              request.session(),
              request.input(),
              request.limits(),
              request.replyTo()));
    }
  }

  static final class NoGeneration extends BentStore {
    NoGeneration(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    RunClaim bend(RunClaim claim, TwinShard shard, TwinRun run) {
      shard.enter(shards.runId(), shards.now());
      return new RunClaim(
          claim.shard(),
          claim.task(),
          claim.runtime(),
          shard.generation,
          claim.epoch(),
          claim.token());
    }
  }

  static final class NoLength extends BentStore {
    NoLength(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    CommitRequest bend(CommitRequest request, TwinShard shard, TwinRun run) {
      return new CommitRequest(
          request.claim(),
          request.operationId(),
          run.journal.size(),
          request.ticks(),
          request.events(),
          Math.min(request.inboxTaken(), run.inbox.size()),
          request.waiting(),
          request.progress());
    }
  }

  static final class OperationForgotten extends BentStore {
    OperationForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
      CommitReply reply = target.commit(request);
      forget(request.claim());
      return reply;
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      CommitReply reply = target.complete(request);
      forget(request.commit().claim());
      return reply;
    }

    private void forget(RunClaim claim) {
      TwinRun run = run(claim);
      if (run != null) {
        run.operation = "";
      }
    }
  }

  static final class TicksSwapped extends BentStore {
    TicksSwapped(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    CommitRequest bend(CommitRequest request, TwinShard shard, TwinRun run) {
      return new CommitRequest(
          request.claim(),
          request.operationId(),
          request.journalLength(),
          request.ticks().reversed(),
          request.events(),
          request.inboxTaken(),
          request.waiting(),
          request.progress());
    }
  }

  static final class CompleteWithInbox extends BentStore {
    CompleteWithInbox(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      CommitRequest commit = request.commit();
      TwinRun run = run(commit.claim());
      int inbox = run == null ? commit.inboxTaken() : run.inbox.size();
      CommitRequest blind =
          new CommitRequest(
              commit.claim(),
              commit.operationId(),
              commit.journalLength(),
              commit.ticks(),
              commit.events(),
              inbox,
              commit.waiting(),
              commit.progress());
      return target.complete(
          new CompleteRequest(
              blind, request.status(), request.result(), request.sessionState(), request.shared()));
    }
  }

  static final class ParkWithInbox extends BentStore {
    ParkWithInbox(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply park(ParkRequest request) {
      return shards.change(
          request.claim().shard(),
          shard -> {
            TwinRun run = shard.runs.get(request.claim().task());
            List<byte[]> inbox = run == null ? List.of() : List.copyOf(run.inbox);
            if (run != null) {
              run.inbox.clear();
            }
            CommitReply reply = target.park(request);
            if (run != null) {
              run.inbox.addAll(inbox);
            }
            return reply;
          });
    }
  }

  static final class SessionNotPassedOn extends BentStore {
    SessionNotPassedOn(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return shards.change(
          request.commit().claim().shard(),
          shard -> {
            Map<TwinSession, List<TaskId>> waiting = new HashMap<>();
            shard.sessions.values().forEach(s -> waiting.put(s, new ArrayList<>(s.waiting)));
            CommitReply reply = target.complete(request);
            waiting.forEach((session, before) -> {
              if (session.waiting.size() < before.size()) {
                TwinRun next = shard.run(before.getFirst());
                shard.queue(next.service).remove(next.task);
              }
            });
            return reply;
          });
    }
  }

  static final class SessionStateForgotten extends BentStore {
    SessionStateForgotten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      return target.complete(
          new CompleteRequest(
              request.commit(), request.status(), request.result(), null, request.shared()));
    }
  }

  static final class CancelBeaten extends BentStore {
    CancelBeaten(RunStore correct, TwinShards shards) {
      super(correct, shards);
    }

    @Override
    public CommitReply complete(CompleteRequest request) {
      RunClaim claim = request.commit().claim();
      return shards.change(
          claim.shard(),
          shard -> {
            TwinRun run = shard.runs.get(claim.task());
            if (run != null) {
              run.cancelRequested = false;
            }
            return target.complete(request);
          });
    }
  }
}
