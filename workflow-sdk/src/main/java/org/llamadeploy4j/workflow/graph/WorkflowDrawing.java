package org.llamadeploy4j.workflow.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowException;
import org.llamadeploy4j.workflow.internal.Required;

/**
 * Draws workflows and runs. For all that may happen in a workflow:
 *
 * <pre>{@code
 * WorkflowDrawing.of(EchoWorkflow.class).writeTo(Path.of("echo.html"));
 * }</pre>
 *
 * <p>The same text comes from the same input, on every machine. Immutable and thread-safe.
 */
public final class WorkflowDrawing {

  private static final int LABEL_LENGTH = 48;

  private final @Nullable WorkflowGraph graph;
  private final Picture picture;
  private final int labelLength;

  private WorkflowDrawing(@Nullable WorkflowGraph graph, Picture picture, int labelLength) {
    this.graph = graph;
    this.picture = picture;
    this.labelLength = labelLength;
  }

  /**
   * All that may happen in a workflow; see {@link WorkflowGraph#of(Class)}.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when its steps cannot be read
   */
  public static WorkflowDrawing of(Class<? extends Workflow> type) {
    return of(WorkflowGraph.of(type));
  }

  /**
   * All that may happen in a workflow; see {@link WorkflowGraph#of(Workflow)}.
   *
   * @throws org.llamadeploy4j.workflow.WorkflowDefinitionException when its steps cannot be read
   */
  public static WorkflowDrawing of(Workflow workflow) {
    return of(WorkflowGraph.of(workflow));
  }

  /** All of a graph, from its start downwards. Filter the graph to leave something out. */
  public static WorkflowDrawing of(WorkflowGraph graph) {
    return new WorkflowDrawing(graph, GraphPicture.of(graph), LABEL_LENGTH);
  }

  /** What happened in one run, from left to right. */
  public static WorkflowDrawing of(Execution execution) {
    Required.check(execution, "of", "execution", "what happened, such as Execution.of(handler)");
    return new WorkflowDrawing(null, ExecutionPicture.of(execution), LABEL_LENGTH);
  }

  /**
   * The same drawing with labels of at most so many characters, 48 if never said. The HTML page
   * tells the rest when the pointer is over the label.
   *
   * @throws IllegalArgumentException when it is less than 2
   */
  public WorkflowDrawing withLabelLength(int characters) {
    if (characters < 2) {
      throw new IllegalArgumentException("labels need 2 characters at least, not " + characters);
    }
    return new WorkflowDrawing(graph, picture, characters);
  }

  /**
   * One HTML page that needs no network: drag or use the arrow keys to move, the wheel or + and -
   * to zoom, 0 to see all.
   */
  public String html() {
    return HtmlPage.of(picture, labelLength);
  }

  /** A flowchart in the language of Mermaid, for {@code .md} files and the like. */
  public String mermaid() {
    return MermaidText.of(picture, labelLength);
  }

  /**
   * Writes a file of the kind that its name says, over one that is there: {@code .html}, {@code
   * .mmd} or {@code .mermaid}, and for a workflow {@code .json}. Blocks on the disk.
   *
   * @return the file
   * @throws IllegalArgumentException when its name ends in none of these
   * @throws WorkflowException when it cannot be written
   */
  public Path writeTo(Path file) {
    Required.check(file, "writeTo", "file", "the file to write, such as Path.of(\"flow.html\")");
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    String text =
        switch (ending) {
          case "html" -> html();
          case "mmd", "mermaid" -> mermaid();
          case "json" -> json(file);
          default -> throw unknown(file, "end it in .html, .mmd, .mermaid or .json");
        };
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new WorkflowException("drawing_unwritable", "cannot write " + file + ": " + e, e);
    }
  }

  private String json(Path file) {
    if (graph == null) {
      throw unknown(file, "a run is written as .html, .mmd or .mermaid");
    }
    return graph.toJson();
  }

  private static IllegalArgumentException unknown(Path file, String advice) {
    return new IllegalArgumentException("no drawing can be written to " + file + ": " + advice);
  }
}
