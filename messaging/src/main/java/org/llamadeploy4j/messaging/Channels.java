package org.llamadeploy4j.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunStatus;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.TaskId;

/**
 * Names of the channels that scripts publish to and the form of what is said there. The scripts
 * build the same names; {@code docs/redis-keys.md} lists them.
 *
 * @param prefix what every key and channel of the fleet starts with
 */
record Channels(String prefix) {
  /** Results above this size are not sent along: the reader fetches them. */
  static final int INLINE_RESULT_BYTES = 65_536;

  /** Work was queued for a service. No content. */
  String queued(Shard shard, ServiceId service) {
    return prefix + shard.tag() + ":bell:" + service;
  }

  /** An event came for a run that the runtime owns. Content: {@link #inboxMessage}. */
  String inbox(RuntimeId runtime) {
    return prefix + "bell:runtime:" + runtime;
  }

  /** A run's stream grew or the run ended. No content. */
  String news(Shard shard, TaskId task) {
    return prefix + shard.tag() + ":news:" + task;
  }

  /** Somebody reads along with a run. Content: the task. */
  String watched(Shard shard) {
    return prefix + shard.tag() + ":watched";
  }

  /** Runs submitted with {@code replyTo} ended. Content: {@link #replyMessage}. */
  String reply(String replyTo) {
    return prefix + "reply:" + replyTo;
  }

  /** The fleet's state changed. No content. */
  String fleet() {
    return prefix + "fleet";
  }

  /** The shard's tag, a space, the task. */
  static byte[] inboxMessage(Shard shard, TaskId task) {
    return (shard.tag() + " " + task).getBytes(StandardCharsets.UTF_8);
  }

  /** The task of an {@link #inboxMessage}. */
  static TaskId inboxTask(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    return new TaskId(text.substring(text.indexOf(' ') + 1));
  }

  /** Task, line feed, status, line feed, then '+' and the result or '-' where it is too large. */
  static byte[] replyMessage(Signals.EndedRun run) {
    boolean inline = run.result().length < INLINE_RESULT_BYTES;
    byte[] head =
        (run.task() + "\n" + run.status().wire() + "\n" + (inline ? "+" : "-"))
            .getBytes(StandardCharsets.UTF_8);
    if (!inline) {
      return head;
    }
    byte[] message = Arrays.copyOf(head, head.length + run.result().length);
    System.arraycopy(run.result(), 0, message, head.length, run.result().length);
    return message;
  }

  /** Reads a {@link #replyMessage}; null when the result was left out: read the store. */
  static Signals.@Nullable EndedRun replyRun(byte[] message) {
    int task = indexOf(message, 0);
    int status = indexOf(message, task + 1);
    if (message[status + 1] == '-') {
      return null;
    }
    return new Signals.EndedRun(
        new TaskId(new String(message, 0, task, StandardCharsets.UTF_8)),
        RunStatus.ofWire(new String(message, task + 1, status - task - 1, StandardCharsets.UTF_8)),
        Arrays.copyOfRange(message, status + 2, message.length));
  }

  private static int indexOf(byte[] message, int from) {
    int at = from;
    while (message[at] != '\n') {
      at++;
    }
    return at;
  }
}
