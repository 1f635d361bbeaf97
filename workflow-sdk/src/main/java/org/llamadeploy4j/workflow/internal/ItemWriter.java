package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.Map;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.Lineage;
import org.llamadeploy4j.workflow.engine.WorkItem;

/** Writes the work items of a stored state; {@link ItemReader} is its other half. */
final class ItemWriter {

  private final PartsWriter parts;

  ItemWriter(PartsWriter parts) {
    this.parts = parts;
  }

  /** An item's fields, within an object. */
  void item(WorkItem item) {
    parts.number("id", item.id());
    parts.text("step", item.step());
    parts.object("input", () -> input(item.input()));
    lineage(item.lineage());
    progress(item.progress());
    memory(item.memory());
    WorkItem.OpenWait wait = item.awaited();
    if (wait != null) {
      parts.instant("waits_since", wait.begun());
      parts.awaited(wait.spec());
    }
  }

  private void input(Input input) {
    switch (input) {
      case Input.One i -> {
        parts.text("kind", "one");
        parts.event("event", i.event());
      }
      case Input.Many i -> {
        parts.text("kind", "many");
        parts.objects("events", i.events(), parts::event);
      }
      case Input.Failed i -> {
        parts.text("kind", "failed");
        parts.text("step", i.step());
        parts.object("input", () -> input(i.input()));
        parts.fault("failure", i.fault());
        parts.number("attempts", i.attempts());
        parts.duration("elapsed", i.elapsed());
        parts.instant("failed_at", i.failedAt());
      }
    }
  }

  void lineage(Lineage lineage) {
    parts.number("stream", lineage.stream());
    recoveries(lineage);
  }

  /** How often each handler was called; nothing where none was. */
  void recoveries(Lineage lineage) {
    parts.named("recoveries", lineage.recoveries(), count -> parts.number("count", count));
  }

  private void progress(WorkItem.Progress progress) {
    parts.text("phase", progress.phase().name());
    parts.number("attempt", progress.attempt());
    parts.instant("begun", progress.begun());
    parts.instant("since", progress.since());
    WorkItem.Failures failures = progress.failures();
    parts.number("failures", failures.count());
    if (failures.last() != null) {
      parts.fault("last_failure", failures.last());
    }
    parts.instant("failed_at", failures.at());
  }

  private void memory(WorkItem.Memory memory) {
    parts.marks(memory.marks());
    parts.objects("answers", memory.answers(), this::answer);
    parts.payloads("once", memory.once());
    parts.named(
        "collected",
        memory.collected(),
        set -> {
          delivered(set.events().entrySet());
          parts.texts("expected", set.expected());
        });
  }

  /** Events by the item that had put each into a buffer. */
  void delivered(Collection<Map.Entry<Long, EventData>> events) {
    parts.objects(
        "events",
        events,
        entry -> {
          parts.number("item", entry.getKey());
          parts.event(entry.getValue());
        });
  }

  private void answer(Answer answer) {
    switch (answer) {
      case Answer.Given a -> {
        parts.text("kind", "given");
        parts.event("event", a.event());
      }
      case Answer.TimedOut a -> parts.text("kind", "timed_out");
      case Answer.ChildEnded a -> {
        parts.text("kind", "child_ended");
        parts.object("ending", () -> ending(a.ending()));
      }
    }
  }

  /** The fields of a run's end, within an object. */
  void ending(Ending ending) {
    switch (ending) {
      case Ending.Stopped e -> {
        parts.text("kind", "stopped");
        parts.event("event", e.stop());
        parts.text("step", e.step());
        parts.number("attempt", e.attempt());
      }
      case Ending.Failed e -> {
        parts.text("kind", "failed");
        parts.fault("failure", e.fault());
        parts.text("step", e.step());
        parts.number("attempts", e.attempts());
        parts.duration("elapsed", e.elapsed());
      }
      case Ending.TimedOut e -> {
        parts.text("kind", "timed_out");
        parts.duration("limit", e.limit());
        parts.texts("active_steps", e.activeSteps());
        parts.duration("elapsed", e.elapsed());
      }
      case Ending.Cancelled e -> {
        parts.text("kind", "cancelled");
        parts.text("reason", e.reason());
      }
    }
  }
}
