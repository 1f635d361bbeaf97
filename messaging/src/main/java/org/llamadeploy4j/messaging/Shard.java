package org.llamadeploy4j.messaging;

import org.llamadeploy4j.protocol.Incarnation;
import org.llamadeploy4j.protocol.TaskId;

/**
 * One shard of one deployment's life: all keys that one script touches live under it and share its
 * hash tag.
 *
 * @param incarnation the deployment's life
 * @param number from 0 to 9999
 */
public record Shard(Incarnation incarnation, int number) {
  /** The shard that holds a task of this deployment. */
  public static Shard of(Incarnation incarnation, TaskId task) {
    return new Shard(incarnation, task.shard());
  }

  /** The Redis hash tag, braces included. */
  String tag() {
    return "{" + incarnation + ":" + number + "}";
  }
}
