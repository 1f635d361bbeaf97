package org.llamadeploy4j.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Inject;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.StopEvent;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowBuilder;
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
  void stepsOfFunctionsAreDrawnToo() {
    Workflow built =
        WorkflowBuilder.named("built")
            .step("echo", StartEvent.class, StopEvent.class, (ctx, in) -> StopEvent.of(1))
            .build();

    WorkflowGraph graph = WorkflowGraph.of(built);

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
