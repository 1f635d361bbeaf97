package org.llamadeploy4j.messaging;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.SessionId;
import org.llamadeploy4j.protocol.TaskId;

/** Sessions on Redis: each method is one script. Holds no state. */
final class RedisSessionStore implements SessionStore {
  private final RedisShards shards;
  private final BooleanSupplier full;
  private final Script create;
  private final Script sessions;
  private final Script delete;

  /**
   * Loads the scripts from the class path.
   *
   * @param full whether the server has no room for new sessions, as last heard
   */
  RedisSessionStore(RedisShards shards, BooleanSupplier full) {
    this.shards = shards;
    this.full = full;
    create = shards.script("session_create");
    sessions = shards.script("sessions");
    delete = shards.script("session_delete");
  }

  @Override
  public CreateReply create(Shard shard, SessionId session, int max) {
    RedisArgs args = new RedisArgs().text(session).number(max).flag(full.getAsBoolean());
    String reply = RedisReply.word(shards.run(create, shard, session.value(), args));
    return CreateReply.valueOf(reply.toUpperCase(Locale.ROOT));
  }

  @Override
  public Optional<SessionView> find(Shard shard, SessionId session) {
    RedisArgs args = new RedisArgs().text(session).number(1);
    return views(shards.run(sessions, shard, session.value(), args)).stream().findFirst();
  }

  @Override
  public List<SessionView> list(Shard shard, int max) {
    return views(shards.run(sessions, shard, shard.tag(), new RedisArgs().text("").number(max)));
  }

  @Override
  public DeleteReply delete(Shard shard, SessionId session) {
    RedisArgs args = new RedisArgs().text(session);
    String reply = RedisReply.word(shards.run(delete, shard, session.value(), args));
    return DeleteReply.valueOf(reply.toUpperCase(Locale.ROOT));
  }

  private static List<SessionView> views(@Nullable Object reply) {
    return RedisReply.of(reply).each(item -> view(RedisReply.of(item)));
  }

  private static SessionView view(RedisReply session) {
    return new SessionView(
        new SessionId(session.text(0)), session.bytesOrNull(1), session.idOrNull(2, TaskId::new));
  }
}
