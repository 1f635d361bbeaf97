package org.llamadeploy4j.workflow.internal;

import java.util.List;
import java.util.Set;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.engine.EventData;

/**
 * A registered event.
 *
 * @param name logical name
 * @param inputNames what clients may call it besides
 * @param ancestors names of what it is besides, nearest first
 * @param schema hash of what its JSON looks like
 */
record EventType(
    String name,
    Set<String> inputNames,
    Class<?> type,
    List<String> ancestors,
    Codec codec,
    String schema) {

  EventType(
      String name, Set<String> inputNames, Class<?> type, List<String> ancestors, Codec codec) {
    this(name, inputNames, type, ancestors, codec, Shape.hash(codec));
  }

  /** An event of this type, as it was stored, beside the type. */
  StoredSchema of(EventData event) {
    return new StoredSchema(event.payload(), codec, schema);
  }

  boolean isStart() {
    return StartEvent.class.isAssignableFrom(type);
  }

  boolean isStop() {
    return StopEvent.class.isAssignableFrom(type);
  }

  boolean isQuestion() {
    return InputRequiredEvent.class.isAssignableFrom(type);
  }

  boolean isAnswer() {
    return HumanResponseEvent.class.isAssignableFrom(type);
  }

  /** Whether it is none of these. */
  boolean isPlain() {
    return !isStart() && !isStop() && !isQuestion() && !isAnswer();
  }
}
