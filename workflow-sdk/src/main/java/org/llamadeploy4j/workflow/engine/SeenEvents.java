package org.llamadeploy4j.workflow.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events from outside a run has seen, so that each counts once. Owned by its core.
 *
 * <p>What is handed over again before it is durable is the same entry of the inbox. Later it is
 * another entry, since the store takes one out with its tick: a client has sent an id that the
 * store has forgotten and the run has not. It has no effect, but a tick that takes it out as well,
 * or the inbox would never be empty and the run never end.
 */
final class SeenEvents {

  /** Ids of events remembered to drop repeats; ten times what an inbox holds. */
  static final int MAX_SEEN = 10_000;

  private final Folding folding;
  private final Set<String> seen = new LinkedHashSet<>();

  /** Ids whose ticks are not durable yet, and whether an earlier tick has them too. */
  private final Map<String, Boolean> coming = new HashMap<>();

  SeenEvents(Folding folding) {
    this.folding = folding;
  }

  /** Remembers the events that a stored tick took, if it took any. */
  void replay(Tick tick) {
    if (tick instanceof Tick.Compacted compacted) {
      compacted.taken().forEach(this::remember);
    }
    String id = idOf(tick);
    if (id != null) {
      remember(id);
    }
  }

  /** Told of each tick that has become durable. */
  void durable(Tick tick) {
    String id = idOf(tick);
    if (id != null) {
      coming.remove(id);
    }
  }

  /** The ids that durable ticks have taken, oldest first. */
  List<String> durable() {
    return seen.stream().filter(id -> coming.getOrDefault(id, true)).toList();
  }

  /** Ticks for the entries that were not handed over before; from here on they count as seen. */
  List<Tick> fresh(List<CoreInput.Incoming> events, Instant now) {
    List<Tick> ticks = new ArrayList<>();
    for (CoreInput.Incoming incoming : events) {
      boolean known = !remember(incoming.id());
      if (coming.putIfAbsent(incoming.id(), known) == null) {
        ticks.add(known ? takenBefore(incoming, now) : tick(incoming, now));
      }
    }
    return ticks;
  }

  private static Tick takenBefore(CoreInput.Incoming incoming, Instant now) {
    String problem = "an event with the id " + incoming.id() + " was taken before";
    return new Tick.EventRefused(now, incoming.id(), incoming.type(), problem);
  }

  private Tick tick(CoreInput.Incoming incoming, Instant now) {
    EventData event = incoming.event();
    return event == null
        ? new Tick.EventRefused(now, incoming.id(), incoming.type(), incoming.problem())
        : new Tick.EventReceived(
            now, incoming.id(), event, incoming.target(), folding.isAwaited(event.type()));
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
    return idOf(tick) != null;
  }

  private static @Nullable String idOf(Tick tick) {
    return switch (tick) {
      case Tick.EventReceived t -> t.externalId();
      case Tick.EventRefused t -> t.externalId();
      case Tick.RunStarted t -> null;
      case Tick.RunRefused t -> null;
      case Tick.RunResumed t -> null;
      case Tick.Recovered t -> null;
      case Tick.Compacted t -> null;
      case Tick.StepCompleted t -> null;
      case Tick.StepSuspended t -> null;
      case Tick.StepFailed t -> null;
      case Tick.OnceRecorded t -> null;
      case Tick.TimerFired t -> null;
      case Tick.CancelRequested t -> null;
      case Tick.Collected t -> null;
      case Tick.InChild t -> null;
    };
  }
}
