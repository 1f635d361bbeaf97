package org.llamadeploy4j.protocol;

import java.util.UUID;
import java.util.regex.Pattern;

/** A task and its one run. The server makes it; it carries the shard its keys live in. */
public record TaskId(String value) implements Comparable<TaskId> {
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,3})-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * Checks the form.
   *
   * @throws InvalidIdException when {@code value} is not of the form of a task id
   */
  public TaskId {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidIdException(
          "a task id", value, "a shard number, '-' and a UUID, as the server made it");
    }
  }

  /** Joins a shard number (0 to 9999) and a UUID. */
  public static TaskId of(int shard, UUID uuid) {
    return new TaskId(shard + "-" + uuid);
  }

  /** The shard that holds this task's keys. */
  public int shard() {
    return Integer.parseInt(value.substring(0, value.indexOf('-')));
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
