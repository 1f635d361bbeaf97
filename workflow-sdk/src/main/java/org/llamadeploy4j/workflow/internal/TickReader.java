package org.llamadeploy4j.workflow.internal;

import static org.llamadeploy4j.workflow.internal.PartsReader.awaited;
import static org.llamadeploy4j.workflow.internal.PartsReader.event;
import static org.llamadeploy4j.workflow.internal.PartsReader.fault;
import static org.llamadeploy4j.workflow.internal.PartsReader.marks;
import static org.llamadeploy4j.workflow.internal.PartsReader.payloads;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.llamadeploy4j.workflow.engine.Emission;
import org.llamadeploy4j.workflow.engine.Tick;
import org.llamadeploy4j.workflow.engine.TimerId;
import org.llamadeploy4j.workflow.engine.Verdict;

/** Reads what {@link TickWriter} writes. */
final class TickReader {
  private TickReader() {}

  /**
   * @throws IllegalArgumentException when something is missing or unknown
   */
  static Tick read(byte[] bytes, int from) {
    return tick(StoredObject.parse(bytes, from));
  }

  private static Tick tick(StoredObject in) {
    if (in.text("tick").equals("child")) {
      return new Tick.InChild(in.number("item"), tick(in.object("inner")));
    }
    Instant at = Instant.EPOCH.plus(in.number("at"), ChronoUnit.MICROS);
    return switch (in.text("tick")) {
      case "started" ->
          new Tick.RunStarted(
              at, in.text("run"), event(in.object("event")), payloads(in, "states"));
      case "refused" -> new Tick.RunRefused(at, in.text("run"), fault(in.object("failure")));
      case "recovered" ->
          new Tick.Recovered(at, in.text("run"), StateReader.read(in.object("state")));
      case "compacted" -> compacted(at, in);
      case "resumed" -> new Tick.RunResumed(at);
      case "completed" ->
          new Tick.StepCompleted(
              at,
              in.number("item"),
              in.count("attempt"),
              emissions(in),
              in.flag("stream"),
              payloads(in, "writes"));
      case "suspended" ->
          new Tick.StepSuspended(
              at,
              in.number("item"),
              in.count("attempt"),
              emissions(in),
              payloads(in, "writes"),
              marks(in),
              awaited(in));
      case "failed" ->
          new Tick.StepFailed(
              at, in.number("item"), in.count("attempt"), fault(in.object("failure")), verdict(in));
      case "once" ->
          new Tick.OnceRecorded(
              at, in.number("item"), in.count("attempt"), in.text("name"), in.payload());
      case "collected" ->
          new Tick.Collected(
              at,
              in.number("item"),
              in.count("attempt"),
              in.text("buffer"),
              event(in.object("event")),
              in.texts("expected"));
      case "event" ->
          new Tick.EventReceived(
              at,
              in.text("id"),
              event(in.object("event")),
              in.textOrNull("target"),
              in.flag("awaited"));
      case "event_refused" ->
          new Tick.EventRefused(at, in.text("id"), in.text("type"), in.text("problem"));
      case "timer" -> new Tick.TimerFired(at, timer(in));
      case "cancel" -> new Tick.CancelRequested(at, in.text("reason"));
      default -> throw new IllegalArgumentException("unknown kind of tick " + in.text("tick"));
    };
  }

  private static Tick compacted(Instant at, StoredObject in) {
    return new Tick.Compacted(
        at,
        in.text("run"),
        in.count("ticks"),
        StateReader.read(in.object("state")),
        payloads(in, "begun_with"),
        in.texts("taken"));
  }

  private static List<Emission> emissions(StoredObject in) {
    return in.objects("out", e -> new Emission(event(e), kind(e), e.textOrNull("target")));
  }

  private static Emission.Kind kind(StoredObject in) {
    if (in.flag("sent")) {
      return Emission.Kind.SENT;
    }
    return in.flag("member") ? Emission.Kind.MEMBER : Emission.Kind.RETURNED;
  }

  private static Verdict verdict(StoredObject in) {
    return switch (in.text("verdict")) {
      case "give_up" -> new Verdict.GiveUp();
      case "retry" -> new Verdict.Retry(in.duration("delay"));
      default -> throw new IllegalArgumentException("unknown verdict " + in.text("verdict"));
    };
  }

  private static TimerId timer(StoredObject in) {
    return switch (in.text("timer")) {
      case "run" -> new TimerId.RunLimit();
      case "wait" -> new TimerId.WaitLimit(in.number("item"), in.count("wait"));
      case "step" -> new TimerId.StepLimit(in.number("item"), in.count("attempt"));
      case "child" -> new TimerId.InChild(in.number("item"), timer(in.object("inner")));
      case "delay" -> new TimerId.Delay(in.number("item"), in.count("attempt"));
      default -> throw new IllegalArgumentException("unknown timer " + in.text("timer"));
    };
  }
}
