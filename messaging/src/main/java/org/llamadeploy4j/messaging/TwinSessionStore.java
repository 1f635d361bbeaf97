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
  public boolean create(Shard of, SessionId session) {
    return shards.change(
        of,
        shard -> {
          if (!shard.closed) {
            shard.sessions.putIfAbsent(session, new TwinSession(shards.now()));
          }
          return shard.sessions.containsKey(session);
        });
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
