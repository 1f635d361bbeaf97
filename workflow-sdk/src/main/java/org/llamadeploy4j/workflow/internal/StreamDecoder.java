package org.llamadeploy4j.workflow.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.AttemptSuperseded;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.StepStateChanged;
import org.llamadeploy4j.workflow.StreamOptions;
import org.llamadeploy4j.workflow.StreamedEvent;
import org.llamadeploy4j.workflow.UnhandledEvent;
import org.llamadeploy4j.workflow.WorkflowCancelledEvent;
import org.llamadeploy4j.workflow.WorkflowFailedEvent;
import org.llamadeploy4j.workflow.WorkflowIdleEvent;
import org.llamadeploy4j.workflow.WorkflowTimedOutEvent;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.spi.PublishedEvent;

/** Turns the events of a stream back into objects. Immutable and thread-safe. */
record StreamDecoder(Program program) {

  private static final String QUESTION = "InputRequiredEvent";

  boolean isShown(PublishedEvent event) {
    return isShown(event, StreamOptions.DEFAULT);
  }

  boolean isShown(PublishedEvent event, StreamOptions options) {
    boolean own = event.origin().children().isEmpty();
    boolean question = event.type().equals(QUESTION) || event.ancestors().contains(QUESTION);
    return (own || options.children() || question) && (options.internal() || !event.internal());
  }

  StreamedEvent streamed(PublishedEvent event) {
    PublishedEvent.Origin origin = event.origin();
    List<String> children = origin.children().stream().map(PublishedEvent.Child::name).toList();
    return new StreamedEvent(
        event(event), children, origin.step(), origin.workItem(), origin.attempt());
  }

  Event event(PublishedEvent event) {
    return switch (event.type()) {
      case Published.FAILED -> failed(json(event));
      case Published.TIMED_OUT -> timedOut(json(event));
      case Published.CANCELLED -> new WorkflowCancelledEvent();
      default -> event.internal() ? internal(event) : own(event);
    };
  }

  private Event own(PublishedEvent event) {
    Program of = program.family().named(event.origin().workflow());
    EventTypes types = of == null ? program.events() : of.events();
    return types.decode(new EventData(event.type(), Payload.json(event.json())));
  }

  private static Event internal(PublishedEvent event) {
    Map<String, @Nullable Object> json = json(event);
    return switch (event.type()) {
      case Published.UNHANDLED ->
          new UnhandledEvent(text(json, "event_type"), text(json, "reason"));
      case Published.SUPERSEDED ->
          new AttemptSuperseded(
              text(json, "step_name"),
              number(json, "work_item").longValue(),
              number(json, "attempt").intValue());
      case Published.IDLE -> new WorkflowIdleEvent();
      case Published.STEP_STATE ->
          new StepStateChanged(
              text(json, "name"),
              StepStateChanged.Phase.valueOf(text(json, "step_state").toUpperCase(Locale.ROOT)),
              Long.parseLong(text(json, "worker_id")),
              text(json, "input_event_name"),
              text(json, "output_event_name"));
      default -> throw new IllegalArgumentException("unknown internal event " + event.type());
    };
  }

  private static Map<String, @Nullable Object> json(PublishedEvent event) {
    return Json.parseObject(event.json());
  }

  private static Event failed(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> exception = Json.asObject(json.get("exception"));
    return new WorkflowFailedEvent(
        text(json, "step_name"),
        text(exception, "exception_type"),
        text(exception, "exception_message"),
        number(json, "attempts").intValue(),
        number(json, "elapsed_seconds").doubleValue());
  }

  private static Event timedOut(Map<String, @Nullable Object> json) {
    List<String> steps = new ArrayList<>();
    if (json.get("active_steps") instanceof List<?> list) {
      list.forEach(step -> steps.add(String.valueOf(step)));
    }
    return new WorkflowTimedOutEvent(number(json, "timeout").doubleValue(), steps);
  }

  private static String text(Map<String, @Nullable Object> json, String name) {
    Object value = json.get(name);
    return value == null ? "" : value.toString();
  }

  private static Number number(Map<String, @Nullable Object> json, String name) {
    return json.get(name) instanceof Number n ? n : BigDecimal.ZERO;
  }
}
