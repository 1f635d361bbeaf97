package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MermaidTextTest {

  private static WorkflowGraph graph(String... ids) {
    List<GraphNode> nodes =
        Arrays.stream(ids).<GraphNode>map(id -> new GraphNode.Step(id, id, "")).toList();
    return new WorkflowGraph("odd", "", nodes, List.of(GraphEdge.flow(ids[0], ids[1], "a|b")));
  }

  @Test
  void idsWithSpacesDashesDotsAndSlashesBecomeValidAndStayApart() {
    String mermaid =
        WorkflowDrawing.of(graph("a b", "a-b", "a.b", "a/b", "größe", "end", "日本")).mermaid();

    List<String> ids =
        Pattern.compile("(?m)^ {2}(\\S+)\\[\"")
            .matcher(mermaid)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(ids)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(id).matches("n_[A-Za-z0-9_]+"));
    assertThat(mermaid).contains("[\"größe\"]", "[\"日本\"]").startsWith("flowchart TD\n");
  }

  @Test
  void textsCannotLeaveTheirQuotes() {
    String evil = "\"]; click x \"http\" <script>`{|}";
    String mermaid = WorkflowDrawing.of(graph(evil, "b")).mermaid();

    assertThat(mermaid)
        .doesNotContain("<script>", "`")
        .contains("#34;#93;#59;")
        .contains("-->|\"a#124;b\"|");
  }

  @Test
  void childrenAreSubgraphs() {
    String mermaid = WorkflowDrawing.of(Samples.Parent.class).mermaid();

    assertThat(mermaid)
        .contains("subgraph n_workflow_Chain[\"Chain\"]\n    direction TD\n")
        .contains("n_calls_count_Chain --> n_workflow_Chain\n")
        .contains("    n_workflow_Chain__Text --> n_workflow_Chain__split\n");
  }

  @Test
  void everyNodeHasAClassThatIsDefined() {
    String mermaid = WorkflowDrawing.of(Samples.Guarded.class).mermaid();

    List<String> used =
        Pattern.compile(":::(\\w+)")
            .matcher(mermaid)
            .results()
            .map(m -> m.group(1))
            .distinct()
            .toList();
    List<String> defined =
        Pattern.compile("classDef (\\w+)")
            .matcher(mermaid)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(used).hasSameSizeAs(defined).contains("stepStyle", "resourceStyle", "configStyle");
    assertThat(mermaid).contains("{{\"Database<br/>database\"}}:::resourceStyle");
  }
}
