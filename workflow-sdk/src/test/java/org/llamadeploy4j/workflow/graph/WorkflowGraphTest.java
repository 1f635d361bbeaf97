package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Context;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.graph.GraphNode.Event.Role;

class WorkflowGraphTest {

  private static GraphNode node(WorkflowGraph graph, String id) {
    return graph.nodes().stream().filter(n -> n.id().equals(id)).findFirst().orElseThrow();
  }

  private static GraphNode.Event event(WorkflowGraph graph, String id) {
    return (GraphNode.Event) node(graph, id);
  }

  private static List<String> edges(WorkflowGraph graph) {
    return graph.edges().stream()
        .map(e -> e.source() + " -" + e.label() + "> " + e.target())
        .toList();
  }

  @Test
  void stepsAndEventsBecomeNodesWithTheirEdgesSchemasAndProducers() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Chain.class);

    assertThat(graph.name()).isEqualTo("Chain");
    assertThat(graph.nodes())
        .extracting(GraphNode::id)
        .containsExactly("count", "report", "split", "Counted", "StopEvent", "Text", "Words");
    assertThat(edges(graph))
        .containsExactlyInAnyOrder(
            "Text -> split",
            "split -> Words",
            "Words -> count",
            "count -> Counted",
            "Counted -> report",
            "report -> StopEvent");
    GraphNode.Event words = event(graph, "Words");
    assertThat(words.producedBy()).containsExactly("split");
    assertThat(words.schema())
        .containsEntry(
            "properties",
            Map.of("words", Map.of("type", "array", "items", Map.of("type", "string"))))
        .containsEntry("required", List.of());
    assertThat(event(graph, "Text").role()).isEqualTo(Role.START);
    assertThat(event(graph, "Text").eventTypes()).containsExactly("StartEvent");
    assertThat(event(graph, "StopEvent").role()).isEqualTo(Role.STOP);
  }

  @Test
  void whoeverIsOutsideBridgesQuestionsAndAnswers() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Approval.class);

    assertThat(node(graph, "external_step")).isInstanceOf(GraphNode.External.class);
    assertThat(edges(graph))
        .contains(
            "sign -asks> NameNeeded",
            "NameNeeded -> external_step",
            "external_step -> NameGiven",
            "NameGiven -waits> sign",
            "review -> Review",
            "Review -> external_step",
            "external_step -> Verdict",
            "Verdict -> decide");
  }

  @Test
  void aQuestionThatNoSignatureNamesBelongsToTheOnlyStepThatCanWait() {
    WorkflowGraph graph = WorkflowGraph.of(Hidden.class);

    assertThat(edges(graph))
        .contains(
            "ask -asks> Question",
            "Question -> external_step",
            "external_step -> HumanResponseEvent",
            "HumanResponseEvent -waits> ask");
  }

  static final class Hidden extends Workflow {
    record Question(String text) implements InputRequiredEvent {}

    @Step
    StopEvent ask(Context ctx, StartEvent start) {
      return StopEvent.of("");
    }
  }

  @Test
  void aResourceThatStepsShareIsOneNodeWithALabelledEdgeFromEach() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Guarded.class);

    List<GraphNode> databases =
        graph.nodes().stream()
            .filter(n -> n instanceof GraphNode.Resource r && r.typeName().equals("Database"))
            .toList();
    assertThat(databases).hasSize(1);
    String database = databases.getFirst().id();
    assertThat(database).matches("resource_[0-9a-f]{12}");
    assertThat(graph.edges())
        .filteredOn(e -> e.target().equals(database))
        .extracting(GraphEdge::label, GraphEdge::kind)
        .containsOnly(tuple("database", GraphEdge.Kind.USE))
        .hasSize(3); // two steps and the maker of another resource
  }

  @Test
  void aConfigurationShowsItsSchemaAndNeitherValuesNorPathsOfSources() {
    String json = WorkflowGraph.of(Samples.Guarded.class).toJson();

    assertThat(json)
        .contains("\"config_file\" : \"drawing/shop.json\"", "\"path_selector\" : \"limits\"")
        .contains("\"maxCents\"", "\"EUR\"")
        .doesNotContain("1234567", "config_value", "source_file", "source_line", ".java");
  }

  @Test
  void fanOutJoinsSlotsAndSentEventsAreMarked() {
    assertThat(edges(WorkflowGraph.of(Samples.Nested.class)))
        .contains(
            "open -each> Book",
            "read -each> Page",
            "Hit -all> summarise",
            "Miss -all> summarise",
            "Summary -first 2> report");
    assertThat(edges(WorkflowGraph.of(Samples.Guarded.class)))
        .contains("Price -and> sell", "Stock -and> sell", "stock -sends> Audit");
    assertThat(edges(WorkflowGraph.of(Samples.BasicAgent.class)))
        .contains("speak -each> ToolCall", "speak -> Answer", "speak -streams> Token");
  }

  @Test
  void anErrorHandlerIsReachedByFailuresOfTheStepsThatItCovers() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Guarded.class);

    assertThat(event(graph, "StepFailedEvent:guess").producedBy()).containsExactly("stock");
    assertThat(event(graph, "StepFailedEvent:giveUp").producedBy())
        .containsExactly("audit", "price", "sell");
    assertThat(graph.edges())
        .contains(
            new GraphEdge("stock", "StepFailedEvent:guess", "fails", GraphEdge.Kind.FAILURE),
            new GraphEdge("StepFailedEvent:guess", "guess", "", GraphEdge.Kind.FAILURE));
  }

  @Test
  void kindsThatAreFilteredVanishAndTheirEdgesAreBridgedWithTheirLabels() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Nested.class).without(NodeKind.EVENT);

    assertThat(graph.nodes()).allMatch(n -> n.kind() == NodeKind.STEP);
    assertThat(edges(graph))
        .containsExactlyInAnyOrder(
            "open -each> read",
            "read -each> search",
            "search -all> summarise",
            "summarise -first 2> report");
  }

  @Test
  void bridgedEdgesOfALoopAreNotDoubled() {
    WorkflowGraph agent = WorkflowGraph.of(Samples.BasicAgent.class);

    WorkflowGraph steps =
        agent.without(NodeKind.EVENT, NodeKind.RESOURCE, NodeKind.RESOURCE_CONFIG);

    assertThat(edges(steps))
        .containsExactlyInAnyOrder(
            "setup -> speak", "speak -each> call", "call -all> gather", "gather -> speak");
    assertThat(agent.without()).isEqualTo(agent);
  }

  @Test
  void aClassAndItsInstanceGiveTheSamePicture() {
    WorkflowGraph ofClass = WorkflowGraph.of(Samples.BasicAgent.class);
    WorkflowGraph ofInstance = WorkflowGraph.of(new Samples.BasicAgent());

    assertThat(ofInstance).isEqualTo(ofClass);
    assertThat(WorkflowDrawing.of(ofInstance).html()).isEqualTo(WorkflowDrawing.of(ofClass).html());
  }

  @Test
  void aChildWorkflowIsNestedBetweenConnectors() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Parent.class);

    GraphNode.ChildWorkflow child = (GraphNode.ChildWorkflow) node(graph, "workflow:Chain");
    assertThat(child.graph()).isEqualTo(WorkflowGraph.of(Samples.Chain.class));
    assertThat(node(graph, "calls:count:Chain").label()).isEqualTo("calls: Chain");
    assertThat(edges(graph))
        .contains(
            "count -> calls:count:Chain",
            "calls:count:Chain -> workflow:Chain",
            "workflow:Chain -> returns:count:Chain",
            "returns:count:Chain -> count");
  }

  @Test
  void withoutChildWorkflowsTheConnectorsRemain() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Parent.class).without(NodeKind.CHILD_WORKFLOW);

    assertThat(edges(graph)).contains("calls:count:Chain -> returns:count:Chain");
    assertThat(graph.nodes()).noneMatch(n -> n.kind() == NodeKind.CHILD_WORKFLOW);
  }

  @Test
  void aWorkflowThatIsItsOwnChildIsDrawnOnce() {
    WorkflowGraph graph = WorkflowGraph.of(Samples.Recursive.class);

    GraphNode.ChildWorkflow self = (GraphNode.ChildWorkflow) node(graph, "workflow:Recursive");
    assertThat(self.graph()).isNull();
  }

  @Test
  void inheritedStepsAreDrawn() {
    assertThat(WorkflowGraph.of(Derived.class).nodes())
        .extracting(GraphNode::id)
        .contains("end", "StartEvent", "StopEvent");
  }

  interface Ends {
    @Step
    default StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  static final class Derived extends Workflow implements Ends {}

  @Test
  void anEventAndAStepOfOneNameAreTwoNodes() {
    assertThat(WorkflowGraph.of(Named.class).nodes())
        .extracting(GraphNode::id)
        .containsExactly("step:StartEvent", "StartEvent", "StopEvent");
  }

  static final class Named extends Workflow {
    @Step(name = "StartEvent")
    StopEvent end(StartEvent start) {
      return StopEvent.of(1);
    }
  }

  @Test
  void aGraphWhoseEdgesLeadNowhereIsRefused() {
    assertThatThrownBy(
            () -> new WorkflowGraph("x", "", List.of(), List.of(GraphEdge.flow("a", "b", ""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no node");
  }
}
