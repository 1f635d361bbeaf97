package org.llamadeploy4j.workflow.internal;

import static org.llamadeploy4j.workflow.internal.PartsReader.event;
import static org.llamadeploy4j.workflow.internal.PartsReader.fault;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.engine.Answer;
import org.llamadeploy4j.workflow.engine.CollectedSet;
import org.llamadeploy4j.workflow.engine.Ending;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Input;
import org.llamadeploy4j.workflow.engine.Lineage;
import org.llamadeploy4j.workflow.engine.WorkItem;

/** Reads what {@link ItemWriter} writes. */
final class ItemReader {
  private ItemReader() {}

  static WorkItem item(StoredObject in) {
    return new WorkItem(
        in.number("id"),
        in.text("step"),
        input(in.object("input")),
        lineage(in),
        progress(in),
        memory(in),
        wait(in));
  }

  private static WorkItem.@Nullable OpenWait wait(StoredObject in) {
    Instant begun = in.instantOrNull("waits_since");
    return begun == null ? null : new WorkItem.OpenWait(PartsReader.awaited(in), begun);
  }

  private static Input input(StoredObject in) {
    return switch (in.text("kind")) {
      case "one" -> new Input.One(event(in.object("event")));
      case "many" -> new Input.Many(in.objects("events", PartsReader::event));
      case "failed" ->
          new Input.Failed(
              in.text("step"),
              input(in.object("input")),
              fault(in.object("failure")),
              in.count("attempts"),
              in.duration("elapsed"),
              in.instant("failed_at"));
      default -> throw new IllegalArgumentException("unknown kind of input " + in.text("kind"));
    };
  }

  static Lineage lineage(StoredObject in) {
    return new Lineage(in.number("stream"), recoveries(in));
  }

  static Map<String, Integer> recoveries(StoredObject in) {
    return in.named("recoveries", handler -> handler.count("count"));
  }

  private static WorkItem.Progress progress(StoredObject in) {
    StoredObject last = in.objectOrNull("last_failure");
    return new WorkItem.Progress(
        WorkItem.Phase.valueOf(in.text("phase")),
        in.count("attempt"),
        in.instantOrNull("begun"),
        in.instantOrNull("since"),
        new WorkItem.Failures(
            in.count("failures"),
            last == null ? null : fault(last),
            in.instantOrNull("failed_at")));
  }

  private static WorkItem.Memory memory(StoredObject in) {
    return new WorkItem.Memory(
        PartsReader.marks(in),
        in.objects("answers", ItemReader::answer),
        PartsReader.payloads(in, "once"),
        in.named("collected", ItemReader::collected));
  }

  private static CollectedSet collected(StoredObject in) {
    SortedMap<Long, EventData> events = new TreeMap<>();
    in.objects("events", each -> events.put(each.number("item"), event(each)));
    return new CollectedSet(events, in.texts("expected"));
  }

  private static Answer answer(StoredObject in) {
    return switch (in.text("kind")) {
      case "given" -> new Answer.Given(event(in.object("event")));
      case "timed_out" -> new Answer.TimedOut();
      case "child_ended" -> new Answer.ChildEnded(ending(in.object("ending")));
      default -> throw new IllegalArgumentException("unknown kind of answer " + in.text("kind"));
    };
  }

  static Ending ending(StoredObject in) {
    return switch (in.text("kind")) {
      case "stopped" ->
          new Ending.Stopped(event(in.object("event")), in.text("step"), in.count("attempt"));
      case "failed" ->
          new Ending.Failed(
              fault(in.object("failure")),
              in.text("step"),
              in.count("attempts"),
              in.duration("elapsed"));
      case "timed_out" ->
          new Ending.TimedOut(
              in.duration("limit"), in.texts("active_steps"), in.duration("elapsed"));
      case "cancelled" -> new Ending.Cancelled(in.text("reason"));
      default -> throw new IllegalArgumentException("unknown kind of end " + in.text("kind"));
    };
  }
}
