package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.graph.GraphEdge;
import org.llamadeploy4j.workflow.graph.GraphNode;
import org.llamadeploy4j.workflow.graph.WorkflowGraph;

class FlowGraphTest {

  static final class Echo extends Workflow {
    @Step(workers = 1, cpu = true, timeout = "PT3S")
    StopEvent echo(StartEvent start, @Inject Env env) {
      return StopEvent.of(1);
    }
  }

  @Test
  void stepsWithoutMethodsAreDrawnToo() {
    Codecs codecs = new Codecs();
    FlowModel read = FlowReader.read(Echo.class, codecs);
    List<StepModel> functions =
        read.steps().stream()
            .map(
                s -> new StepModel(s.plan(), s.call(), null, s.parameters(), s.shape(), s.limits()))
            .toList();
    FlowModel built =
        new FlowModel(
            functions,
            read.makers(),
            read.events(),
            read.stateTypes(),
            read.startType(),
            read.stopType(),
            List.of());

    WorkflowGraph graph = FlowGraph.of("built", built, codecs);

    assertThat(graph.name()).isEqualTo("built");
    assertThat(graph.edges())
        .containsExactly(
            GraphEdge.flow("StartEvent", "echo", ""), GraphEdge.flow("echo", "StopEvent", ""));
  }

  @Test
  void whatIsSpecialAboutAStepIsSaid() {
    assertThat(WorkflowGraph.of(Echo.class).nodes())
        .contains(
            new GraphNode.Step(
                "echo",
                "echo",
                "1 worker; an attempt takes at most PT3S; runs on a platform thread"));
  }

  @Test
  void theEnvironmentIsAResourceOfTheHost() {
    assertThat(WorkflowGraph.of(Echo.class).edges())
        .anySatisfy(edge -> {
          assertThat(edge.label()).isEqualTo("env");
          assertThat(edge.target()).startsWith("resource_");
        });
  }
}
