package org.llamadeploy4j.controlplane.planner;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamadeploy4j.controlplane.planner.Plan.Refusal;
import org.llamadeploy4j.messaging.Assignment;
import org.llamadeploy4j.messaging.RuntimeReport;
import org.llamadeploy4j.protocol.RuntimeId;
import org.llamadeploy4j.protocol.VersionId;

/**
 * Places versions on runtimes. What is placed stays where it is while its runtime lives and may
 * hold it; what is not goes to a runtime that has it loaded already, else to another host than its
 * other replicas, else to where least is loaded. A runtime never gets more than it has room for,
 * counting what it has not unloaded yet. The same state gives the same plan.
 *
 * <p>Each version has one place before any has a second one. Further places are for live versions,
 * so that one is warm when a runtime is lost; a version that drains keeps those it has. Where a
 * version has no place at all, a further place of another makes room for it.
 *
 * <p>Immutable, pure.
 */
public final class Planner {
  private static final Comparator<Wanted> MOST_NEEDED =
      Comparator.comparing(Wanted::need)
          .thenComparing(Wanted::deployment)
          .thenComparing(w -> w.version().spec().id())
          .thenComparing(Wanted::id);

  /** How many runtimes a refusal names. */
  private static final int SHOWN = 8;

  private final int replicas;

  /**
   * A planner that wants so many replicas of each live version, as far as there are runtimes.
   *
   * @param replicas at least 1
   */
  public Planner(int replicas) {
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas must be at least 1, not " + replicas);
    }
    this.replicas = replicas;
  }

  /** The plan for this state. */
  public Plan plan(ClusterState state) {
    return new Draft(state).make();
  }

  /** One plan in the making. */
  private final class Draft {
    private final List<Wanted> wanted;
    private final TreeMap<RuntimeId, Node> nodes = new TreeMap<>();
    private final Map<VersionId, TreeMap<RuntimeId, Assignment>> before = new HashMap<>();
    private final Map<VersionId, Integer> placed = new HashMap<>();
    private final Set<Assignment> assignments = new LinkedHashSet<>();

    Draft(ClusterState state) {
      wanted = state.wanted().stream().sorted(MOST_NEEDED).toList();
      for (RuntimeReport report : state.runtimes()) {
        nodes.put(report.runtime(), new Node(report));
      }
      for (Assignment a : state.assignments()) {
        before.computeIfAbsent(a.version().id(), _ -> new TreeMap<>()).put(a.runtime(), a);
      }
    }

    Plan make() {
      wanted.forEach(w -> keep(w, 1));
      wanted.forEach(w -> fill(w, 1));
      wanted.stream().filter(w -> placed(w) == 0).forEach(this::reserve);
      wanted.forEach(w -> keep(w, mostKept(w)));
      wanted.forEach(w -> fill(w, mostFilled(w)));
      List<Refusal> refusals =
          wanted.stream()
              .filter(w -> placed(w) < least(w))
              .map(w -> new Refusal(w, constraint(w)))
              .toList();
      return new Plan(assignments, refusals);
    }

    private int mostKept(Wanted w) {
      return switch (w.need()) {
        case LIVE, DRAINING -> replicas;
        case CANDIDATE -> 1;
      };
    }

    private int mostFilled(Wanted w) {
      return switch (w.need()) {
        case LIVE -> replicas;
        case DRAINING, CANDIDATE -> 1;
      };
    }

    /** How many places a version must have so that nothing is refused; never none. */
    private int least(Wanted w) {
      long ready = nodes.values().stream().filter(n -> n.capacity() > 0).count();
      return (int) Math.max(1, Math.min(mostFilled(w), ready));
    }

    private void keep(Wanted w, int most) {
      for (Assignment former : before.getOrDefault(w.id(), new TreeMap<>()).values()) {
        Node node = nodes.get(former.runtime());
        if (node != null && placed(w) < most && !node.plans(w.id()) && mayStay(w, node)) {
          assign(w, node, former.why());
        }
      }
    }

    private boolean mayStay(Wanted w, Node node) {
      return allowed(w, node) && node.hasRoomToStay();
    }

    private void fill(Wanted w, int most) {
      while (placed(w) < most) {
        Optional<Node> best =
            nodes.values().stream()
                .filter(n -> !n.plans(w.id()) && allowed(w, n) && n.hasRoomFor(w.id()))
                .min(preference(w));
        if (best.isEmpty()) {
          return;
        }
        assign(w, best.get(), why(w, best.get()));
      }
    }

    /** Keeps room for a version without a place, until what stands there has been unloaded. */
    private void reserve(Wanted w) {
      nodes.values().stream()
          .filter(n -> allowed(w, n) && n.hasRoomToStay())
          .min(preference(w))
          .ifPresent(Node::reserve);
    }

    private Comparator<Node> preference(Wanted w) {
      return Comparator.comparing((Node n) -> !n.holds(w.id()))
          .thenComparingLong(n -> replicasOnHost(w, n.host()))
          .thenComparingInt(Node::load)
          .thenComparing(Node::id);
    }

    private long replicasOnHost(Wanted w, String host) {
      return nodes.values().stream().filter(n -> n.host().equals(host) && n.plans(w.id())).count();
    }

    private boolean allowed(Wanted w, Node node) {
      return node.hasLabels(w.labels()) && !w.avoid().containsKey(node.id());
    }

    private void assign(Wanted w, Node node, String why) {
      node.plan(w.id());
      placed.merge(w.id(), 1, Integer::sum);
      boolean live = w.need() == Need.LIVE;
      assignments.add(
          new Assignment(node.id(), w.deployment(), w.incarnation(), w.version(), live, why));
    }

    private int placed(Wanted w) {
      return placed.getOrDefault(w.id(), 0);
    }

    private String why(Wanted w, Node node) {
      if (node.holds(w.id())) {
        return "it has it loaded";
      }
      return "least loaded: %d of %d".formatted(node.load(), node.capacity());
    }

    private String constraint(Wanted w) {
      if (nodes.isEmpty()) {
        return "no runtime is connected";
      }
      String shown =
          nodes.values().stream()
              .limit(SHOWN)
              .map(n -> "runtime " + n.id() + " " + constraint(w, n))
              .collect(Collectors.joining("; "));
      return nodes.size() <= SHOWN ? shown : shown + "; and " + (nodes.size() - SHOWN) + " more";
    }

    private String constraint(Wanted w, Node node) {
      if (!node.hasLabels(w.labels())) {
        return "lacks the labels " + new TreeMap<>(w.labels());
      }
      String avoided = w.avoid().get(node.id());
      if (avoided != null) {
        return avoided;
      }
      if (node.plans(w.id())) {
        return "holds one replica already";
      }
      return "is full: %d of %d versions".formatted(node.load(), node.capacity());
    }
  }
}
