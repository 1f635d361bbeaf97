package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.llamadeploy4j.workflow.Failure;
import org.llamadeploy4j.workflow.engine.Awaited;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.EventData;
import org.llamadeploy4j.workflow.engine.Fault;
import org.llamadeploy4j.workflow.engine.Mark;
import org.llamadeploy4j.workflow.engine.Payload;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;
import tools.jackson.core.JsonGenerator;

/**
 * Writes ticks as JSON. Field names are part of the journal format; {@link TickReader} is its other
 * half.
 */
final class TickWriter {

  private final JsonGenerator out;

  private TickWriter(JsonGenerator out) {
    this.out = out;
  }

  static void write(JsonGenerator out, Tick tick) {
    new TickWriter(out).write(tick);
  }

  private void write(Tick tick) {
    out.writeStartObject();
    switch (tick) {
      case Tick.RunStarted t -> {
        head("started", t);
        text("run", t.runId());
        event("event", t.start());
        payloads("states", t.states());
      }
      case Tick.RunRefused t -> {
        head("refused", t);
        text("run", t.runId());
        fault("failure", t.fault());
      }
      case Tick.RunResumed t -> head("resumed", t);
      case Tick.StepCompleted t -> {
        head("completed", t);
        attempt(t.item(), t.attempt());
        emissions(t.emissions());
        if (t.opensStream()) {
          flag("stream");
        }
        payloads("writes", t.writes());
      }
      case Tick.StepSuspended t -> stepSuspended(t);
      case Tick.StepFailed t -> {
        head("failed", t);
        attempt(t.item(), t.attempt());
        fault("failure", t.fault());
        verdict(t.verdict());
      }
      case Tick.OnceRecorded t -> {
        head("once", t);
        attempt(t.item(), t.attempt());
        text("name", t.name());
        payload(t.value());
      }
      case Tick.Collected t -> {
        head("collected", t);
        attempt(t.item(), t.attempt());
        text("buffer", t.buffer());
        event("event", t.event());
        list("expected", t.expected(), out::writeString);
      }
      case Tick.InChild t -> {
        text("tick", "child");
        number("item", t.item());
        out.writeName("inner");
        write(t.tick());
      }
      case Tick.EventReceived t -> eventReceived(t);
      case Tick.EventRefused t -> {
        head("event_refused", t);
        text("id", t.externalId());
        text("type", t.type());
        text("problem", t.problem());
      }
      case Tick.TimerFired t -> {
        head("timer", t);
        timer(t.timer());
      }
      case Tick.CancelRequested t -> {
        head("cancel", t);
        text("reason", t.reason());
      }
    }
    out.writeEndObject();
  }

  private void stepSuspended(Tick.StepSuspended t) {
    head("suspended", t);
    attempt(t.item(), t.attempt());
    emissions(t.emissions());
    payloads("writes", t.writes());
    list("marks", t.marks(), this::mark);
    wait(t.awaited());
  }

  private void eventReceived(Tick.EventReceived t) {
    head("event", t);
    text("id", t.externalId());
    event("event", t.event());
    if (t.target() != null) {
      text("target", t.target());
    }
  }

  private void head(String kind, Tick tick) {
    text("tick", kind);
    number("at", ChronoUnit.MICROS.between(Instant.EPOCH, tick.now()));
  }

  private void attempt(long item, int attempt) {
    number("item", item);
    number("attempt", attempt);
  }

  private void text(String name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  private void number(String name, long value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  private void payload(Payload payload) {
    out.writeName("json");
    out.writeRawValue(new RawJson(payload.json()));
  }

  private void event(String name, EventData event) {
    out.writeName(name);
    out.writeStartObject();
    text("type", event.type());
    payload(event.payload());
    out.writeEndObject();
  }

  private <T> void list(String name, Collection<T> values, Consumer<T> each) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(each);
      out.writeEndArray();
    }
  }

  private void payloads(String name, Map<String, Payload> values) {
    list(
        name,
        new TreeMap<>(values).entrySet(),
        entry -> {
          out.writeStartObject();
          text("name", entry.getKey());
          payload(entry.getValue());
          out.writeEndObject();
        });
  }

  private void emissions(Collection<Emission> emissions) {
    list(
        "out",
        emissions,
        emission -> {
          out.writeStartObject();
          text("type", emission.event().type());
          payload(emission.event().payload());
          switch (emission.kind()) {
            case RETURNED -> {}
            case MEMBER -> flag("member");
            case SENT -> flag("sent");
          }
          if (emission.target() != null) {
            text("target", emission.target());
          }
          out.writeEndObject();
        });
  }

  private void mark(Mark mark) {
    out.writeStartObject();
    text("kind", mark.kind().name());
    text("name", mark.name());
    out.writeEndObject();
  }

  private void wait(Awaited awaited) {
    switch (awaited) {
      case Awaited.Events w -> {
        out.writeName("wait");
        events(w);
      }
      case Awaited.Sleep w -> text("sleep", w.duration().toString());
      case Awaited.Child w -> {
        out.writeName("child");
        out.writeStartObject();
        text("name", w.name());
        text("flow", w.flow());
        event("start", w.start());
        out.writeEndObject();
      }
    }
  }

  private void events(Awaited.Events wait) {
    out.writeStartObject();
    list("types", wait.types(), out::writeString);
    list(
        "required",
        new TreeMap<>(wait.required()).entrySet(),
        entry -> {
          out.writeStartObject();
          text("name", entry.getKey());
          text("equals", entry.getValue());
          out.writeEndObject();
        });
    if (wait.timeout() != null) {
      text("timeout", wait.timeout().toString());
    }
    if (wait.prompt() != null) {
      event("prompt", wait.prompt());
    }
    out.writeEndObject();
  }

  private void fault(String name, Fault fault) {
    out.writeName(name);
    out.writeStartObject();
    text("code", fault.code());
    failure(fault.failure());
    out.writeEndObject();
  }

  private void failure(Failure failure) {
    text("type", failure.type());
    text("message", failure.message());
    text("stack", failure.stack());
    if (failure.cause() != null) {
      out.writeName("cause");
      out.writeStartObject();
      failure(failure.cause());
      out.writeEndObject();
    }
  }

  private void flag(String name) {
    out.writeName(name);
    out.writeBoolean(true);
  }

  private void verdict(Verdict verdict) {
    switch (verdict) {
      case Verdict.GiveUp v -> text("verdict", "give_up");
      case Verdict.Retry v -> {
        text("verdict", "retry");
        text("delay", v.delay().toString());
      }
    }
  }

  private void timer(TimerId timer) {
    switch (timer) {
      case TimerId.RunLimit t -> text("timer", "run");
      case TimerId.WaitLimit t -> {
        text("timer", "wait");
        number("item", t.item());
        number("wait", t.ordinal());
      }
      case TimerId.StepLimit t -> {
        text("timer", "step");
        attempt(t.item(), t.attempt());
      }
      case TimerId.Delay t -> {
        text("timer", "delay");
        attempt(t.item(), t.attempt());
      }
      case TimerId.InChild t -> {
        text("timer", "child");
        number("item", t.item());
        out.writeName("inner");
        out.writeStartObject();
        timer(t.timer());
        out.writeEndObject();
      }
    }
  }
}
