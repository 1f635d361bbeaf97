package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which events from outside a run has seen, so that each counts once. Owned by its core. */
final class SeenEvents {

  /** Ids of events remembered to drop repeats; ten times what an inbox holds. */
  static final int MAX_SEEN = 10_000;

  private final Folding folding;
  private final Set<String> seen = new LinkedHashSet<>();

  SeenEvents(Folding folding) {
    this.folding = folding;
  }

  /** Remembers the event that a stored tick took, if it took one. */
  void replay(Tick tick) {
    idOf(tick).ifPresent(this::remember);
  }

  /** Ticks for the events that were not seen before; from here on they count as seen. */
  List<Tick> fresh(List<CoreInput.Incoming> events, Instant now) {
    List<Tick> ticks = new ArrayList<>();
    for (CoreInput.Incoming incoming : events) {
      if (remember(incoming.id())) {
        EventData event = incoming.event();
        ticks.add(
            event == null
                ? new Tick.EventRefused(now, incoming.id(), incoming.type(), incoming.problem())
                : new Tick.EventReceived(
                    now, incoming.id(), event, incoming.target(), folding.isAwaited(event.type())));
      }
    }
    return ticks;
  }

  private boolean remember(String id) {
    boolean added = seen.add(id);
    if (seen.size() > MAX_SEEN) {
      Iterator<String> oldest = seen.iterator();
      oldest.next();
      oldest.remove();
    }
    return added;
  }

  /** Whether the tick takes an entry of the inbox. */
  static boolean isTaking(Tick tick) {
    return idOf(tick).isPresent();
  }

  private static Optional<String> idOf(Tick tick) {
    return switch (tick) {
      case Tick.EventReceived t -> Optional.of(t.externalId());
      case Tick.EventRefused t -> Optional.of(t.externalId());
      case Tick.RunStarted t -> Optional.empty();
      case Tick.RunRefused t -> Optional.empty();
      case Tick.RunResumed t -> Optional.empty();
      case Tick.Recovered t -> Optional.empty();
      case Tick.StepCompleted t -> Optional.empty();
      case Tick.StepSuspended t -> Optional.empty();
      case Tick.StepFailed t -> Optional.empty();
      case Tick.OnceRecorded t -> Optional.empty();
      case Tick.TimerFired t -> Optional.empty();
      case Tick.CancelRequested t -> Optional.empty();
      case Tick.Collected t -> Optional.empty();
      case Tick.InChild t -> Optional.empty();
    };
  }
}
