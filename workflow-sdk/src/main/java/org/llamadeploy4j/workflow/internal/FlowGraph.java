package org.llamadeploy4j.workflow.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.engine.Takes;
import org.llamadeploy4j.workflow.graph.GraphNode;
import org.llamadeploy4j.workflow.graph.WorkflowGraph;
import org.llamadeploy4j.workflow.retry.Retry;

/** Makes the graph of a workflow from its model, and those of its children. */
public final class FlowGraph {

  private static final int USUAL_WORKERS = 4;

  private final FlowModel model;
  private final Codecs codecs;
  private final Set<String> around;
  private final String name;

  private FlowGraph(String name, FlowModel model, Codecs codecs, Set<String> around) {
    this.name = name;
    this.model = model;
    this.codecs = codecs;
    this.around = around;
  }

  /** See {@link WorkflowGraph#of(Workflow)}. */
  public static WorkflowGraph of(Workflow workflow) {
    Codecs codecs = new Codecs();
    FlowModel model = FlowReader.read(workflow, codecs, false);
    return new FlowGraph(Program.nameOf(workflow), model, codecs, Set.of()).read();
  }

  /** See {@link WorkflowGraph#of(Class)}. */
  public static WorkflowGraph of(Class<? extends Workflow> type) {
    return of(type, Set.of());
  }

  private static WorkflowGraph of(Class<? extends Workflow> type, Set<String> around) {
    Codecs codecs = new Codecs();
    FlowModel model = FlowReader.read(type, codecs, false);
    return new FlowGraph(nameOf(type), model, codecs, around).read();
  }

  private static String nameOf(Class<? extends Workflow> type) {
    return Names.of(ReflectedFlow.authored(type));
  }

  private WorkflowGraph read() {
    GraphEvents events = new GraphEvents(model);
    GraphDraft draft = new GraphDraft(model.steps(), events.names());
    for (StepModel step : model.steps()) {
      draft.node(new GraphNode.Step(draft.idOf(step), step.name(), description(step)));
    }
    events.addTo(draft);
    new GraphResources(model, codecs, draft).add();
    model.steps().forEach(step -> addChildren(step, draft));
    String takes = Names.of(model.startType());
    return draft.graph(name, "takes " + takes + ", gives " + Names.of(model.stopType()));
  }

  private static String description(StepModel step) {
    List<String> parts = new ArrayList<>();
    StepModel.Limits limits = step.limits();
    if (step.plan().takes() instanceof Takes.Failures failures) {
      parts.add("handles failures, %d in one lineage".formatted(failures.maxRecoveries()));
    } else if (limits.workers() != USUAL_WORKERS) {
      parts.add(limits.workers() == 1 ? "1 worker" : limits.workers() + " workers");
    }
    if (limits.timeout() != null) {
      parts.add("an attempt takes at most " + limits.timeout());
    }
    if (limits.cpu()) {
      parts.add("runs on a platform thread");
    }
    if (step.method() != null && step.method().isAnnotationPresent(Retry.class)) {
      parts.add("is tried again when it fails");
    }
    return String.join("; ", parts);
  }

  private void addChildren(StepModel step, GraphDraft draft) {
    for (Class<? extends Workflow> child : step.extras().children()) {
      addChild(step, child, draft);
    }
  }

  private void addChild(StepModel step, Class<? extends Workflow> type, GraphDraft draft) {
    String child = nameOf(type);
    String id = "workflow:" + child;
    if (!draft.has(id)) {
      Set<String> inside =
          Stream.concat(around.stream(), Stream.of(name)).collect(Collectors.toSet());
      WorkflowGraph graph = inside.contains(child) ? null : of(type, inside);
      draft.node(new GraphNode.ChildWorkflow(id, child, graph));
    }
    String calls = "calls:" + step.name() + ":" + child;
    String returns = "returns:" + step.name() + ":" + child;
    draft.node(new GraphNode.ChildConnector(calls, "calls: " + child));
    draft.node(new GraphNode.ChildConnector(returns, "returns: " + child));
    draft.edge(draft.idOf(step), calls, "");
    draft.edge(calls, id, "");
    draft.edge(id, returns, "");
    draft.edge(returns, draft.idOf(step), "");
  }
}
