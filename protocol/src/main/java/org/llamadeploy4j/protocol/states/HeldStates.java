package org.llamadeploy4j.protocol.states;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.llamadeploy4j.protocol.ServiceId;

/**
 * All that sessions of a deployment may hold: the states of each version that was live, in each
 * schema that they had, since a session that nobody has used meanwhile still has the first. Those
 * that were told last come last; the first ones go where there are too many.
 *
 * @param all each once
 */
public record HeldStates(List<HeldState> all) {
  /** More states are not kept for a deployment. */
  public static final int MOST = 256;

  /** More characters of all names, schemas and shapes are not kept for a deployment. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final HeldStates NONE = new HeldStates(List.of());

  /** Copies the list. */
  public HeldStates {
    all = List.copyOf(all);
  }

  /** Sessions hold nothing. */
  public static HeldStates none() {
    return NONE;
  }

  /**
   * The same with what runs of a version may leave. Telling the same again changes nothing but the
   * order.
   *
   * @param states those that a version has; types that may be no states are passed over
   */
  public HeldStates with(ServiceId service, Collection<StateShape> states) {
    List<HeldState> told =
        states.stream()
            .filter(StateShape::certain)
            .map(s -> new HeldState(service, s.name(), s.schema(), s.shape()))
            .distinct()
            .sorted(Comparator.comparing(HeldState::name).thenComparing(HeldState::schema))
            .toList();
    List<HeldState> after = new ArrayList<>(all);
    after.removeAll(told);
    after.addAll(told);
    return new HeldStates(latest(after));
  }

  private static List<HeldState> latest(List<HeldState> states) {
    int from = states.size();
    int length = 0;
    while (from > 0 && states.size() - from < MOST) {
      length += states.get(from - 1).length();
      if (length > MAX_LENGTH) {
        break;
      }
      from--;
    }
    return states.subList(from, states.size());
  }

  /**
   * What a version of a service cannot read of what sessions hold from earlier ones.
   *
   * @param today all state types that it has
   * @return for its author; empty: it reads all of it, as far as is known
   */
  public String misfits(ServiceId service, Collection<StateShape> today) {
    return Misfits.of(all.stream().filter(h -> h.service().equals(service)).toList(), today);
  }
}
