package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;

class HtmlPageTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Samples.Chain.class,
        Samples.Approval.class,
        Samples.BasicAgent.class,
        Samples.Guarded.class,
        Samples.Parent.class
      })
  void aPageNeedsNothingFromOutsideAndForbidsIt(Class<? extends Workflow> sample) {
    String html = WorkflowDrawing.of(sample).html();

    assertThat(html)
        .contains("content=\"default-src 'none'; style-src 'unsafe-inline'")
        .doesNotContainPattern("(?i)https?:|//[a-z]|src=|href=|@import|url\\((?!#)|fetch|xmlhttp");
  }

  @Test
  void everyTextOfAWorkflowIsEscaped() {
    String evil = "</title><script>alert('x')</script>\"&\u0000";
    WorkflowGraph graph =
        new WorkflowGraph(
            evil,
            evil,
            List.of(
                new GraphNode.Step(evil, evil, evil),
                new GraphNode.ResourceConfig("c", evil, evil, evil, Map.of())),
            List.of(GraphEdge.flow(evil, "c", evil)));

    String html = WorkflowDrawing.of(graph).withLabelLength(1000).html();

    assertThat(html)
        .doesNotContain("<script>alert", "</title><script>", "\u0000")
        .contains("&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp; ");
    assertThat(html.split("<script>", -1)).hasSize(2);
  }

  @Test
  void longLabelsAreCutAndToldInFullWhenPointedAt() {
    String name = "a_very_long_name_of_a_step_that_somebody_thought_to_be_clear";
    WorkflowGraph graph =
        new WorkflowGraph("x", "", List.of(new GraphNode.Step("s", name, "")), List.of());

    String html = WorkflowDrawing.of(graph).withLabelLength(12).html();

    assertThat(html).contains("<title>" + name + " (step)</title>", ">a_very_long…</text>");
  }

  @Test
  void aPageIsAccessible() {
    assertThat(WorkflowDrawing.of(Samples.Chain.class).html())
        .contains("<html lang=\"en\">", "role=\"img\" aria-labelledby=\"what\" tabindex=\"0\"")
        .contains("<title id=\"what\">Chain: takes Text, gives StopEvent</title>")
        .contains("prefers-color-scheme: dark", "aria-label=\"Zoom in\"");
  }

  /** The picture is whole in its view; how it looks, a person has to see in a browser. */
  @Test
  void aPageBeginsWithTheWholePicture() {
    String html = WorkflowDrawing.of(Samples.Guarded.class).html();

    assertThat(html)
        .containsPattern("viewBox=\"0 0 [0-9.]+ [0-9.]+\"")
        .contains("  fit();\n})();")
        .contains("title=\"Read from the start (1)\"");
  }

  @Test
  void theSameWorkflowGivesTheSamePage() {
    assertThat(WorkflowDrawing.of(Samples.Guarded.class).html())
        .isEqualTo(WorkflowDrawing.of(Samples.Guarded.class).html());
  }

  @Test
  void anEmptyGraphIsAPageToo() {
    assertThat(WorkflowDrawing.of(new WorkflowGraph("none", "", List.of(), List.of())).html())
        .contains("<svg", "</svg>");
  }

  @Test
  void theKindOfFileIsToldByItsName(@TempDir Path folder) throws Exception {
    WorkflowDrawing drawing = WorkflowDrawing.of(Samples.Chain.class);

    for (String ending : List.of("HTML", "mmd", "mermaid", "json")) {
      drawing.writeTo(folder.resolve("chain." + ending));
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(4);
    }
    assertThat(folder.resolve("chain.mmd")).hasContent(drawing.mermaid());
    assertThatThrownBy(() -> drawing.writeTo(folder.resolve("chain.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("end it in .html");
    assertThatThrownBy(() -> drawing.writeTo(folder.resolve("none/chain.html")))
        .isInstanceOf(WorkflowException.class)
        .hasMessageContaining("cannot write");
    assertThatThrownBy(() -> drawing.withLabelLength(1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
