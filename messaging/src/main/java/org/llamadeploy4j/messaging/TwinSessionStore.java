package org.llamadeploy4j.messaging;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamadeploy4j.protocol.SessionId;

/** Sessions in memory, by the same rules as the scripts. State: see {@link TwinShards}. */
final class TwinSessionStore implements SessionStore {
  private final TwinShards shards;

  TwinSessionStore(TwinShards shards) {
    this.shards = shards;
  }

  @Override
  public CreateReply create(Shard of, SessionId session, int max) {
    return shards.change(of, shard -> create(shard, session, max));
  }

  private CreateReply create(TwinShard shard, SessionId session, int max) {
    if (shard.sessions.containsKey(session)) {
      return CreateReply.THERE;
    } else if (shard.closed) {
      return CreateReply.CLOSED;
    } else if (shards.full()) {
      return CreateReply.STORE_FULL;
    } else if (shard.lastingSessions() >= max) {
      return CreateReply.TOO_MANY;
    }
    shard.sessions.put(session, new TwinSession(shards.now(), false));
    return CreateReply.THERE;
  }

  @Override
  public Optional<SessionView> find(Shard of, SessionId session) {
    return shards.read(
        of, shard -> Optional.ofNullable(shard.sessions.get(session)).map(s -> view(session, s)));
  }

  @Override
  public List<SessionView> list(Shard of, int max) {
    return shards.read(
        of,
        shard ->
            shard.sessions.entrySet().stream()
                .sorted(
                    Comparator.<Map.Entry<SessionId, TwinSession>>comparingLong(
                            entry -> entry.getValue().created)
                        .thenComparing(Map.Entry::getKey))
                .limit(max)
                .map(entry -> view(entry.getKey(), entry.getValue()))
                .toList());
  }

  @Override
  public DeleteReply delete(Shard of, SessionId session) {
    return shards.change(
        of,
        shard -> {
          TwinSession known = shard.sessions.get(session);
          if (known == null) {
            return DeleteReply.UNKNOWN;
          }
          if (known.inUse()) {
            return DeleteReply.BUSY;
          }
          shard.sessions.remove(session);
          return DeleteReply.DELETED;
        });
  }

  private static SessionView view(SessionId id, TwinSession session) {
    return new SessionView(id, session.state, session.lock);
  }
}
