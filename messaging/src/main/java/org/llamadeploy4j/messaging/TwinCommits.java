package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;

/**
 * The twins of {@code commit.lua}, {@code complete.lua} and {@code publish.lua}. Holds no state;
 * works under a shard's lock.
 */
final class TwinCommits {
  private final TwinShards shards;
  private final TwinEndings endings;
  private final RunBounds bounds;

  TwinCommits(TwinShards shards, TwinEndings endings, RunBounds bounds) {
    this.shards = shards;
    this.endings = endings;
    this.bounds = bounds;
  }

  CommitReply commit(TwinShard shard, CommitRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.claim().task());
    if (run != null && run.operation.equals(request.operationId())) {
      return new CommitReply.Committed(run.inbox, run.cancelRequested);
    }
    String why = fenced(shard, request, run);
    if (why != null || run == null) {
      return new CommitReply.Fenced(String.valueOf(why));
    }
    long more = RunBytes.of(request.ticks()) + RunBytes.of(request.events());
    if (more > 0 && RunBytes.of(run) + more - freed(run, request) > bounds.bytes()) {
      throw new MessagingException(bounds.tooLarge());
    }
    run.compact(request.snapshot());
    append(run, request);
    if (request.progress()) {
      run.moved = run.epoch;
      shard.acquit(run, Objects.requireNonNull(run.owner));
    }
    run.status = request.waiting() ? RunStatus.WAITING : RunStatus.RUNNING;
    run.inbox.subList(0, request.inboxTaken()).clear();
    if (!request.events().isEmpty()) {
      shard.news(run.task);
    }
    return new CommitReply.Committed(run.inbox, run.cancelRequested);
  }

  /** How many bytes a snapshot frees. */
  private static long freed(TwinRun run, CommitRequest request) {
    byte[] snapshot = request.snapshot();
    return snapshot == null ? 0 : RunBytes.of(run.journal) - RunBytes.of(List.of(snapshot));
  }

  CommitReply complete(TwinShard shard, CompleteRequest request) {
    CommitRequest commit = request.commit();
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(commit.claim().task());
    if (run != null && run.operation.equals(commit.operationId())) {
      return new CommitReply.Committed(List.of());
    }
    boolean cancelled = request.status() == RunStatus.CANCELLED;
    String why = shard.fenced(commit.claim(), commit.journalLength(), run);
    if (why != null || run == null) {
      return new CommitReply.Fenced(String.valueOf(why));
    }
    if (run.cancelRequested && !cancelled) {
      return new CommitReply.CancelRequested();
    }
    requireInbox(run, commit.inboxTaken());
    if (run.inbox.size() > commit.inboxTaken()) {
      return new CommitReply.InboxChanged(run.inbox.subList(commit.inboxTaken(), run.inbox.size()));
    }
    byte[] present = run.session == null ? null : shard.session(run.session).state;
    if (run.beside
        && keepsState(request)
        && (request.shared() == null
            || !new SharedState(present).sha1().equals(request.shared().sha1()))) {
      return new CommitReply.StateChanged(present);
    }
    append(run, commit);
    shard.acquit(run, Objects.requireNonNull(run.owner));
    shard.disown(run);
    if (run.session != null) {
      leave(shard, run, shard.session(run.session), request);
    }
    endings.ended(shard, run, request.status(), request.result());
    return new CommitReply.Committed(List.of());
  }

  PublishReply publish(TwinShard shard, PublishRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.claim().task());
    if (shard.fenced(request.claim(), run) != null || run == null) {
      return PublishReply.FENCED;
    }
    long last = run.publishedIn == run.epoch ? run.published : 0;
    long known = last - request.first() + 1;
    if (known < 0) {
      return PublishReply.GAP;
    }
    if (known < request.events().size()) {
      List<byte[]> fresh = request.events().subList((int) known, request.events().size());
      if (RunBytes.of(run) + RunBytes.of(fresh) > bounds.bytes()) {
        return PublishReply.TOO_LARGE;
      }
      run.events.addAll(fresh);
      run.publishedIn = run.epoch;
      run.published = request.first() + request.events().size() - 1;
      shard.news(run.task);
    }
    return PublishReply.STORED;
  }

  private static @Nullable String fenced(
      TwinShard shard, CommitRequest request, @Nullable TwinRun run) {
    String why = shard.fenced(request.claim(), request.journalLength(), run);
    if (why == null && run != null) {
      requireInbox(run, request.inboxTaken());
    }
    return why;
  }

  /** Throws when the inbox holds less. */
  static void requireInbox(TwinRun run, int entries) {
    if (entries > run.inbox.size()) {
      throw new MessagingException(
          "the inbox holds " + run.inbox.size() + " entries, not " + entries);
    }
  }

  private static void append(TwinRun run, CommitRequest request) {
    run.journal.addAll(request.ticks());
    run.events.addAll(request.events());
    run.operation = request.operationId();
  }

  private static boolean keepsState(CompleteRequest request) {
    return request.sessionState() != null && request.status() == RunStatus.COMPLETED;
  }

  private static void leave(
      TwinShard shard, TwinRun run, TwinSession session, CompleteRequest request) {
    if (keepsState(request)) {
      session.state = request.sessionState();
    }
    if (run.beside) {
      session.beside--;
    } else {
      TwinEndings.handOn(shard, session);
    }
  }
}
