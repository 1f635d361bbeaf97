package org.llamadeploy4j.workflow.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.HumanResponseEvent;
import org.llamadeploy4j.workflow.StepFailedEvent;
import org.llamadeploy4j.workflow.engine.Takes;
import org.llamadeploy4j.workflow.graph.GraphEdge;
import org.llamadeploy4j.workflow.graph.GraphNode;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;

/**
 * The events of a workflow in its graph, and the ways they go. A question or an answer that no
 * signature names belongs to the one step that can wait, where there is only one.
 */
final class GraphEvents {

  private final FlowModel model;
  private final Map<String, EventType> used = new TreeMap<>();
  private final Set<String> loose = new TreeSet<>();

  GraphEvents(FlowModel model) {
    this.model = model;
    for (StepModel step : model.steps()) {
      StepModel.Shape shape = step.shape();
      Stream.of(
              shape.accepts(),
              shape.returns().events(),
              members(shape.returns()),
              shape.declared().sends(),
              shape.declared().streams(),
              shape.declared().waits())
          .flatMap(Collection::stream)
          .forEach(this::use);
    }
    addLoose();
  }

  private void use(Class<?> type) {
    EventType event = model.events().ofClass(type);
    if (event != null) {
      used.put(event.name(), event);
    }
  }

  private void addLoose() {
    for (EventType event : model.events().all()) {
      boolean free = FreeEvent.class.isAssignableFrom(event.type());
      if (!free && (event.isQuestion() || event.isAnswer()) && !used.containsKey(event.name())) {
        loose.add(event.name());
      }
    }
    loose.forEach(name -> used.put(name, model.events().named(name)));
    boolean asks = loose.stream().anyMatch(name -> model.events().named(name).isQuestion());
    if (asks && used.values().stream().noneMatch(EventType::isAnswer)) {
      use(FreeEvent.Answer.class);
      loose.add(HumanResponseEvent.class.getSimpleName());
    }
  }

  /** Logical names of the events of the graph, which are their ids there. */
  Set<String> names() {
    return used.keySet();
  }

  void addTo(GraphDraft draft) {
    model.steps().forEach(step -> addEdges(step, draft));
    addLooseEdges(draft);
    used.values().forEach(event -> draft.node(node(event, draft.producersOf(event.name()))));
    model.steps().forEach(step -> addFailures(step, draft));
    addOutside(draft);
  }

  private void addEdges(StepModel step, GraphDraft draft) {
    String label =
        switch (step.plan().takes()) {
          case Takes.One t -> "";
          case Takes.Slots t -> "and";
          case Takes.Joined t -> t.take() == 0 ? "all" : "first " + t.take();
          case Takes.Failures t -> "";
        };
    StepModel.Shape shape = step.shape();
    sorted(shape.accepts()).forEach(e -> draft.edge(e, draft.idOf(step), label));
    sorted(shape.returns().events()).forEach(e -> draft.produces(step, e, ""));
    sorted(members(shape.returns())).forEach(e -> draft.produces(step, e, "each"));
    sorted(shape.declared().sends()).forEach(e -> draft.produces(step, e, "sends"));
    sorted(shape.declared().streams())
        .forEach(e -> draft.produces(step, e, isQuestion(e) ? "asks" : "streams"));
    sorted(shape.declared().waits()).forEach(e -> draft.edge(e, draft.idOf(step), "waits"));
  }

  private boolean isQuestion(String event) {
    EventType type = used.get(event);
    return type != null && type.isQuestion();
  }

  private void addLooseEdges(GraphDraft draft) {
    List<StepModel> canWait =
        model.steps().stream()
            .filter(s -> s.parameters().contains(new StepModel.Parameter.OfContext()))
            .toList();
    if (canWait.size() != 1) {
      return;
    }
    StepModel step = canWait.getFirst();
    for (String event : loose) {
      if (isQuestion(event)) {
        draft.produces(step, event, "asks");
      } else {
        draft.edge(event, draft.idOf(step), "waits");
      }
    }
  }

  private static GraphNode node(EventType event, List<String> producers) {
    return new GraphNode.Event(
        event.name(),
        role(event),
        event.name(),
        event.ancestors(),
        JsonSchema.of(event.name(), event.codec()),
        producers);
  }

  static Role role(EventType event) {
    return event.isStart()
        ? Role.START
        : event.isStop()
            ? Role.STOP
            : event.isQuestion() ? Role.QUESTION : event.isAnswer() ? Role.ANSWER : Role.PLAIN;
  }

  /** The failures that a handler takes, from the steps that it stands in for. */
  private void addFailures(StepModel handler, GraphDraft draft) {
    if (!(handler.plan().takes() instanceof Takes.Failures(Set<String> scope, int max))) {
      return;
    }
    String type = StepFailedEvent.class.getSimpleName();
    String id = type + ":" + handler.name();
    List<StepModel> covered = model.steps().stream().filter(s -> covers(scope, s)).toList();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("title", type);
    schema.put("type", "object");
    draft.node(
        new GraphNode.Event(
            id,
            Role.FAILURE,
            type,
            List.of(),
            schema,
            covered.stream().map(StepModel::name).toList()));
    for (StepModel step : covered) {
      draft.edge(new GraphEdge(draft.idOf(step), id, "fails", GraphEdge.Kind.FAILURE));
    }
    draft.edge(new GraphEdge(id, draft.idOf(handler), "", GraphEdge.Kind.FAILURE));
  }

  /** Whether a handler of this scope is called for a step; one without scope takes the rest. */
  private boolean covers(Set<String> scope, StepModel step) {
    if (step.plan().takes() instanceof Takes.Failures) {
      return false;
    }
    return scope.isEmpty()
        ? model.steps().stream()
            .noneMatch(s ->
                s.plan().takes() instanceof Takes.Failures f && f.steps().contains(step.name()))
        : scope.contains(step.name());
  }

  private void addOutside(GraphDraft draft) {
    for (EventType event : used.values()) {
      boolean comes =
          event.isAnswer() || (draft.producersOf(event.name()).isEmpty() && !event.isQuestion());
      if (event.isQuestion() || (comes && !event.isStart())) {
        draft.node(new GraphNode.External(GraphNode.External.ID, "outside"));
      }
      if (event.isQuestion()) {
        draft.edge(event.name(), GraphNode.External.ID, "");
      } else if (comes && !event.isStart()) {
        draft.edge(GraphNode.External.ID, event.name(), "");
      }
    }
  }

  private List<String> sorted(Collection<Class<?>> types) {
    return types.stream().map(Names::of).sorted().toList();
  }

  private static Set<Class<?>> members(StepModel.Returns returns) {
    Set<Class<?>> all = new LinkedHashSet<>(returns.listed());
    returns.spread().values().forEach(all::addAll);
    return all;
  }
}
