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
  private final Retention retention;

  TwinCommits(TwinShards shards, Retention retention) {
    this.shards = shards;
    this.retention = retention;
  }

  CommitReply commit(TwinShard shard, CommitRequest request) {
    shard.enter(shards.runId(), shards.now());
    TwinRun run = shard.runs.get(request.claim().task());
    if (run != null && run.operation.equals(request.operationId())) {
      return new CommitReply.Committed(run.inbox);
    }
    String why = fenced(shard, request, run);
    if (why != null || run == null) {
      return new CommitReply.Fenced(String.valueOf(why));
    }
    append(run, request);
    run.status = request.waiting() ? RunStatus.WAITING : RunStatus.RUNNING;
    run.inbox.subList(0, request.inboxTaken()).clear();
    if (!request.events().isEmpty()) {
      shard.news(run.task);
    }
    return new CommitReply.Committed(run.inbox);
  }

  CommitReply complete(TwinShard shard, CompleteRequest request) {
    CommitRequest commit = request.commit();
    long now = shards.now();
    shard.enter(shards.runId(), now);
    TwinRun run = shard.runs.get(commit.claim().task());
    if (run != null && run.operation.equals(commit.operationId())) {
      return new CommitReply.Committed(List.of());
    }
    String why = fenced(shard, commit, run);
    if (why != null || run == null) {
      return new CommitReply.Fenced(String.valueOf(why));
    }
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
    end(shard, run, request, now);
    purge(shard, now);
    shard.news(run.task);
    if (!run.replyTo.isEmpty()) {
      shard.hint(
          shard.channels.reply(run.replyTo),
          Channels.replyMessage(
              new Signals.EndedRun(run.task, request.status(), request.result())));
    }
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
      run.events.addAll(request.events().subList((int) known, request.events().size()));
      run.publishedIn = run.epoch;
      run.published = request.first() + request.events().size() - 1;
      shard.news(run.task);
    }
    return PublishReply.STORED;
  }

  private static @Nullable String fenced(
      TwinShard shard, CommitRequest request, @Nullable TwinRun run) {
    return fenced(shard, request.claim(), request.journalLength(), request.inboxTaken(), run);
  }

  /** Says why a write is not to be; null: it is. Throws when the inbox holds less. */
  static @Nullable String fenced(
      TwinShard shard, RunClaim claim, int length, int inbox, @Nullable TwinRun run) {
    String why = shard.fenced(claim, run);
    if (why != null || run == null) {
      return why;
    }
    if (run.journal.size() != length) {
      return "the journal has " + run.journal.size() + " ticks, not " + length;
    }
    if (inbox > run.inbox.size()) {
      throw new MessagingException(
          "the inbox holds " + run.inbox.size() + " entries, not " + inbox);
    }
    return null;
  }

  private static void append(TwinRun run, CommitRequest request) {
    run.journal.addAll(request.ticks());
    run.events.addAll(request.events());
    run.operation = request.operationId();
  }

  private static void end(TwinShard shard, TwinRun run, CompleteRequest request, long now) {
    shard.disown(run);
    shard.unfinished.computeIfPresent(
        Objects.requireNonNull(run.version), (version, count) -> count == 1 ? null : count - 1);
    run.status = request.status();
    run.result = request.result();
    run.end = now;
    run.inbox.clear();
    if (run.session != null) {
      leave(shard, run, shard.session(run.session), request);
    }
    shard.ended.addLast(new TwinShard.Ended(now, run.task));
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
      return;
    }
    session.lock = session.waiting.pollFirst();
    if (session.lock != null) {
      TwinRun following = shard.run(session.lock);
      shard.queue(following.service, null).addFirst(following.task);
      shard.bell(following.service);
    }
  }

  private void purge(TwinShard shard, long now) {
    int batch = retention.batch();
    if (shard.ended.size() < retention.runs() + batch && shard.ended.size() % batch != 0) {
      return;
    }
    for (int purged = 0; purged < 2 * batch && !shard.ended.isEmpty(); purged++) {
      TwinShard.Ended oldest = shard.ended.getFirst();
      boolean few = shard.ended.size() <= retention.runs();
      if (few && oldest.at() + retention.age().toMillis() > now) {
        return;
      }
      shard.ended.removeFirst();
      shard.runs.remove(oldest.task());
    }
  }
}
