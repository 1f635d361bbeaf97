package org.llamadeploy4j.workflow.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;
import tools.jackson.core.JsonGenerator;

/**
 * Writes ticks as JSON. Field names are part of the journal format; {@link TickReader} is its other
 * half.
 */
final class TickWriter {

  private final PartsWriter parts;

  private TickWriter(PartsWriter parts) {
    this.parts = parts;
  }

  static void write(JsonGenerator out, Tick tick) {
    new TickWriter(new PartsWriter(out)).write(tick);
  }

  private void write(Tick tick) {
    parts.open();
    switch (tick) {
      case Tick.RunStarted t -> runStarted(t);
      case Tick.RunRefused t -> {
        head("refused", t);
        parts.text("run", t.runId());
        parts.fault("failure", t.fault());
      }
      case Tick.RunResumed t -> head("resumed", t);
      case Tick.Recovered t -> {
        head("recovered", t);
        parts.text("run", t.runId());
        parts.object("state", () -> new StateWriter(parts).fields(t.state()));
      }
      case Tick.Compacted t -> compacted(t);
      case Tick.StepCompleted t -> stepCompleted(t);
      case Tick.StepSuspended t -> stepSuspended(t);
      case Tick.StepFailed t -> {
        head("failed", t);
        attempt(t.item(), t.attempt());
        parts.fault("failure", t.fault());
        verdict(t.verdict());
      }
      case Tick.OnceRecorded t -> {
        head("once", t);
        attempt(t.item(), t.attempt());
        parts.text("name", t.name());
        parts.payload(t.value());
      }
      case Tick.Collected t -> collected(t);
      case Tick.InChild t -> {
        parts.text("tick", "child");
        parts.number("item", t.item());
        parts.name("inner");
        write(t.tick());
      }
      case Tick.EventReceived t -> eventReceived(t);
      case Tick.EventRefused t -> {
        head("event_refused", t);
        parts.text("id", t.externalId());
        parts.text("type", t.type());
        parts.text("problem", t.problem());
      }
      case Tick.TimerFired t -> {
        head("timer", t);
        timer(t.timer());
      }
      case Tick.CancelRequested t -> {
        head("cancel", t);
        parts.text("reason", t.reason());
      }
    }
    parts.close();
  }

  private void runStarted(Tick.RunStarted t) {
    head("started", t);
    parts.text("run", t.runId());
    parts.event("event", t.start());
    parts.payloads("states", t.states());
  }

  private void compacted(Tick.Compacted t) {
    head("compacted", t);
    parts.text("run", t.runId());
    parts.number("ticks", t.ticks());
    parts.object("state", () -> new StateWriter(parts).fields(t.state()));
    parts.payloads("begun_with", t.begunWith());
    parts.texts("taken", t.taken());
  }

  private void stepCompleted(Tick.StepCompleted t) {
    head("completed", t);
    attempt(t.item(), t.attempt());
    emissions(t.emissions());
    if (t.opensStream()) {
      parts.flag("stream");
    }
    parts.payloads("writes", t.writes());
  }

  private void stepSuspended(Tick.StepSuspended t) {
    head("suspended", t);
    attempt(t.item(), t.attempt());
    emissions(t.emissions());
    parts.payloads("writes", t.writes());
    parts.marks(t.marks());
    parts.awaited(t.awaited());
  }

  private void collected(Tick.Collected t) {
    head("collected", t);
    attempt(t.item(), t.attempt());
    parts.text("buffer", t.buffer());
    parts.event("event", t.event());
    parts.texts("expected", t.expected());
  }

  private void eventReceived(Tick.EventReceived t) {
    head("event", t);
    parts.text("id", t.externalId());
    parts.event("event", t.event());
    parts.optional("target", t.target());
    if (t.awaited()) {
      parts.flag("awaited");
    }
  }

  private void head(String kind, Tick tick) {
    parts.text("tick", kind);
    parts.number("at", ChronoUnit.MICROS.between(Instant.EPOCH, tick.now()));
  }

  private void attempt(long item, int attempt) {
    parts.number("item", item);
    parts.number("attempt", attempt);
  }

  private void emissions(Collection<Emission> emissions) {
    parts.objects(
        "out",
        emissions,
        emission -> {
          parts.event(emission.event());
          switch (emission.kind()) {
            case RETURNED -> {}
            case MEMBER -> parts.flag("member");
            case SENT -> parts.flag("sent");
          }
          parts.optional("target", emission.target());
        });
  }

  private void verdict(Verdict verdict) {
    switch (verdict) {
      case Verdict.GiveUp v -> parts.text("verdict", "give_up");
      case Verdict.Retry v -> {
        parts.text("verdict", "retry");
        parts.duration("delay", v.delay());
      }
    }
  }

  private void timer(TimerId timer) {
    switch (timer) {
      case TimerId.RunLimit t -> parts.text("timer", "run");
      case TimerId.WaitLimit t -> {
        parts.text("timer", "wait");
        parts.number("item", t.item());
        parts.number("wait", t.ordinal());
      }
      case TimerId.StepLimit t -> {
        parts.text("timer", "step");
        attempt(t.item(), t.attempt());
      }
      case TimerId.Delay t -> {
        parts.text("timer", "delay");
        attempt(t.item(), t.attempt());
      }
      case TimerId.InChild t -> {
        parts.text("timer", "child");
        parts.number("item", t.item());
        parts.object("inner", () -> timer(t.timer()));
      }
    }
  }
}
