package org.llamadeploy4j.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.protocol.RunFailure;
import org.llamadeploy4j.protocol.TaskStatus;

/** Tasks in words for people. Stateless. */
final class TaskTexts {
  private TaskTexts() {}

  /** Many tasks, a line each. */
  static Table list(List<TaskStatus> tasks) {
    Table table = new Table("TASK", "SERVICE", "STATUS", "CREATED", "ENDED", "NOTE");
    for (TaskStatus task : tasks) {
      table.add(
          task.taskId(),
          task.serviceId(),
          task.status().wire(),
          moment(task.createdAt()),
          moment(task.endedAt()),
          note(task));
    }
    return table;
  }

  /** Poisoned tasks, a line each, with why. */
  static Table dead(List<TaskStatus> tasks) {
    Table table = new Table("TASK", "SERVICE", "ATTEMPTS", "LOST", "ENDED", "ERROR");
    for (TaskStatus task : tasks) {
      RunFailure error = task.error();
      table.add(
          task.taskId(),
          task.serviceId(),
          task.attempts(),
          task.lostClaims(),
          moment(task.endedAt()),
          error == null ? null : error.text());
    }
    return table;
  }

  /** All about one task. */
  static Table one(TaskStatus task) {
    RunFailure error = task.error();
    Table table = new Table("task", task.taskId());
    boolean cancelling = task.cancelRequested() && !task.status().ended();
    table.add("status", task.status().wire() + (cancelling ? ", being cancelled" : ""));
    addUnlessNull(table, "blocked by", task.blockedBy());
    if (error != null) {
      table.add("reason", error.code());
      table.add("error", error.text());
    }
    table.add("service", task.serviceId());
    addUnlessNull(table, "session", task.sessionId());
    table.add("attempts", task.attempts());
    if (task.lostClaims() > 0) {
      table.add("lost claims", task.lostClaims() + ", one after the other");
    }
    table.add("created", moment(task.createdAt()));
    addUnlessNull(table, "starts at", task.startedAt() == null ? moment(task.startAt()) : null);
    addUnlessNull(table, "started", moment(task.startedAt()));
    addUnlessNull(table, "ended", moment(task.endedAt()));
    addUnlessNull(table, "version", task.version());
    addUnlessNull(table, "runtime", task.runtime());
    return table;
  }

  private static void addUnlessNull(Table table, String title, @Nullable Object value) {
    if (value != null) {
      table.add(title, value);
    }
  }

  private static String note(TaskStatus task) {
    List<String> notes = new ArrayList<>();
    if (task.blockedBy() != null) {
      notes.add("blocked by " + task.blockedBy());
    }
    if (task.startAt() != null && task.startedAt() == null && !task.status().ended()) {
      notes.add("starts at " + moment(task.startAt()));
    }
    if (task.cancelRequested() && !task.status().ended()) {
      notes.add("being cancelled");
    }
    if (task.attempts() > 1) {
      notes.add("attempt " + task.attempts());
    }
    if (task.lostClaims() > 0 && !task.status().ended()) {
      notes.add("runtime lost " + task.lostClaims() + " times");
    }
    if (task.error() != null) {
      notes.add(task.error().text());
    }
    return String.join("; ", notes);
  }

  private static @Nullable Instant moment(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS);
  }
}
