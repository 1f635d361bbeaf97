package org.llamadeploy4j.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamadeploy4j.workflow.Event;
import org.llamadeploy4j.workflow.Handler;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.InputRequiredEvent;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Workflow;

/** Writes drawings of all samples below {@code target/drawings}, to be looked at. */
class DrawnSamplesTest {

  private static final Path FOLDER = Path.of("target", "drawings");

  @Test
  void everySampleIsDrawn() throws Exception {
    Files.createDirectories(FOLDER);
    for (Class<? extends Workflow> sample :
        List.of(
            Samples.Chain.class,
            Samples.Approval.class,
            Samples.BasicAgent.class,
            Samples.Nested.class,
            Samples.Guarded.class,
            Samples.Parent.class,
            Samples.Recursive.class)) {
      WorkflowDrawing drawing = WorkflowDrawing.of(sample);
      for (String ending : List.of(".html", ".mmd", ".json")) {
        Path file = FOLDER.resolve(sample.getSimpleName() + ending);
        assertThat(drawing.writeTo(file)).isNotEmptyFile();
      }
    }
  }

  @Test
  void aRunOfEverySampleIsDrawn() throws Exception {
    Files.createDirectories(FOLDER);
    write("Chain", new Samples.Chain(), new Samples.Chain.Text("so be it"));
    write("Nested", new Samples.Nested(), new Samples.Nested.Library(List.of("a", "b")));
    write("Guarded", new Samples.Guarded(), new Samples.Guarded.Order(7));
    write("Parent", new Samples.Parent(), new Samples.Parent.Question("to be or not"));
    write("Rounds", new Samples.Rounds(), new Samples.Rounds.Go(20));
    write("Approval", new Samples.Approval(), new Samples.Approval.Draft("hi"));
  }

  /**
   * The texts of three samples are the same as ever. Where a change is meant, look at it and copy
   * the files from {@code target/drawings}.
   */
  @ParameterizedTest
  @ValueSource(classes = {Samples.BasicAgent.class, Samples.Approval.class, Samples.Guarded.class})
  void theTextsOfASampleStayAsTheyAre(Class<? extends Workflow> sample) throws Exception {
    Path golden = Path.of("src", "test", "resources", "drawing");
    String name = sample.getSimpleName();

    assertThat(WorkflowGraph.of(sample).toJson())
        .isEqualTo(Files.readString(golden.resolve(name + ".json")));
    assertThat(WorkflowDrawing.of(sample).mermaid())
        .isEqualTo(Files.readString(golden.resolve(name + ".mmd")));
  }

  @Test
  void thePictureInTheManualIsTheOneThatIsDrawn() throws Exception {
    String manual = Files.readString(Path.of("..", "docs", "drawing.md"));

    assertThat(manual)
        .contains("```mermaid\n" + WorkflowDrawing.of(Samples.BasicAgent.class).mermaid() + "```");
  }

  private static void write(String name, Workflow workflow, StartEvent start) throws Exception {
    Execution execution = Execution.of(finished(workflow, start));
    assertThat(execution.outcome().kind()).isEqualTo(ExecutionFact.Outcome.Kind.COMPLETED);
    WorkflowDrawing drawing = WorkflowDrawing.of(execution);
    assertThat(drawing.writeTo(FOLDER.resolve(name + "-run.html"))).isNotEmptyFile();
    assertThat(drawing.writeTo(FOLDER.resolve(name + "-run.mmd"))).isNotEmptyFile();
  }

  static Handler finished(Workflow workflow, StartEvent start) throws Exception {
    Handler run = InProcessRunner.of(workflow).withJournal().run(start);
    List<Event> seen = new ArrayList<>();
    for (Event event : run.events()) {
      seen.add(event);
      if (event instanceof Samples.Approval.NameNeeded) {
        run.send(new Samples.Approval.NameGiven("Ada"));
      } else if (event instanceof InputRequiredEvent) {
        run.send(new Samples.Approval.Verdict(true));
      }
    }
    assertThat(seen).isNotEmpty();
    assertThat(run.result()).isNotNull();
    return run;
  }
}
