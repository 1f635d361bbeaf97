package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Map;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;

/** Reads what {@link PartsWriter} writes. */
final class PartsReader {
  private PartsReader() {}

  static EventData event(StoredObject in) {
    return new EventData(in.text("type"), in.payload());
  }

  static Map<String, Payload> payloads(StoredObject in, String name) {
    return in.named(name, StoredObject::payload);
  }

  static List<Mark> marks(StoredObject in) {
    return in.objects(
        "marks", mark -> new Mark(Mark.Kind.valueOf(mark.text("kind")), mark.text("name")));
  }

  /** What was waited for, written into this object. */
  static Awaited awaited(StoredObject in) {
    if (in.textOrNull("sleep") != null) {
      return new Awaited.Sleep(in.duration("sleep"));
    }
    StoredObject child = in.objectOrNull("child");
    if (child != null) {
      return new Awaited.Child(
          child.text("name"), child.text("flow"), event(child.object("start")));
    }
    return events(in.object("wait"));
  }

  private static Awaited events(StoredObject in) {
    StoredObject prompt = in.objectOrNull("prompt");
    return new Awaited.Events(
        in.texts("types"),
        in.named("required", each -> Json.canonicalToday(each.text("equals"))),
        in.durationOrNull("timeout"),
        prompt == null ? null : event(prompt));
  }

  static Fault fault(StoredObject in) {
    return new Fault(in.text("code"), failure(in));
  }

  private static Failure failure(StoredObject in) {
    StoredObject cause = in.objectOrNull("cause");
    return new Failure(
        in.text("type"),
        in.text("message"),
        in.text("stack"),
        cause == null ? null : failure(cause),
        in.texts("supertypes"));
  }
}
