package org.llamadeploy4j.messaging;

/**
 * The end of a deployment, shard by shard: first the door is closed, then, once every task has
 * ended, what is kept about them goes.
 *
 * <p>All methods throw {@link MessagingUnavailableException} when the store does not answer.
 */
public interface ShardEnds {
  /**
   * From now on the shard takes no task and no session, whoever sends them: what has been accepted
   * before is counted in the same step, so that none can slip in unseen. Idempotent.
   *
   * @return how many of its tasks have not ended; it does not grow any more
   */
  long close(Shard shard);

  /**
   * Removes tasks and sessions of a closed shard whose tasks have all ended, a bounded number each.
   * The closed door is remembered for an hour longer.
   *
   * @param max how many tasks, and how many sessions, at least 1
   * @return whether nothing is left
   * @throws MessagingException when the shard is not closed or tasks of it have not ended; nothing
   *     is removed then
   */
  boolean wipe(Shard shard, int max);
}
