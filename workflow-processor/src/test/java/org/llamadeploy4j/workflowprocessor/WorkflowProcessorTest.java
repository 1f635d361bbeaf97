package org.llamadeploy4j.workflowprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a compiler meets: code outside of workflows, compiled superclasses, types to come. */
class WorkflowProcessorTest {

  @TempDir Path folder;

  private Path source(String name, String code) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".java"), "import org.llamadeploy4j.workflow.*;\n" + code);
  }

  private Compilation compile(Path file, Processor... processors) {
    return Compilation.of(List.of(file), folder, List.of(processors));
  }

  @Test
  void theCompilerFindsTheProcessorAsAService() {
    assertThat(ServiceLoader.load(Processor.class))
        .hasAtLeastOneElementOfType(WorkflowProcessor.class);
  }

  @Test
  void aStepOutsideOfAWorkflowIsAnError() throws IOException {
    Path file =
        source("Lost", "class Lost {\n  @Step StopEvent end(StartEvent e) { return null; }\n}");

    Compilation compilation = compile(file, new WorkflowProcessor());

    assertThat(compilation.done()).isFalse();
    assertThat(compilation.marks(file)).containsExactly("3 step-outside");
    assertThat(compilation.messages(file))
        .singleElement()
        .asString()
        .startsWith("method end: has @Step, but Lost is no workflow");
  }

  @Test
  void aStepOfAnInterfaceIsNoError() throws IOException {
    Path file = source("Some", "interface Some {\n  @Step default void end(StartEvent e) {}\n}");

    assertThat(compile(file, new WorkflowProcessor()).done()).isTrue();
  }

  @Test
  void anAbstractWorkflowIsCheckedStepByStepButNotAsAGraph() throws IOException {
    Path file =
        source(
            "Part",
            "abstract class Part extends Workflow {\n  record A() implements Event {}\n"
                + "  @Step(workers = 0)\n  A step(A a) { return a; }\n}");

    assertThat(compile(file, new WorkflowProcessor()).marks(file)).containsExactly("4 workers");
  }

  @Test
  void aProblemInACompiledSuperclassIsShownAtTheClass() throws IOException {
    Path above =
        source(
            "Above",
            "public abstract class Above extends Workflow {\n  @Step(workers = 0) void a(StartEvent e) {}\n}");
    assertThat(compile(above).done()).isTrue();
    Path file =
        source(
            "Below",
            "class Below extends Above {\n  @Step StopEvent end(StartEvent e) { return null; }\n}");

    assertThat(compile(file, new WorkflowProcessor()).marks(file)).containsExactly("2 workers");
  }

  @Test
  void aFieldOfACompiledRecordIsShownAtTheComponentThatHoldsIt() throws IOException {
    Path lock = source("Locked", "public record Locked(Thread owner) implements Event {}");
    Path box = source("Boxed", "public record Boxed(java.util.List<Locked> all) {}");
    assertThat(Compilation.of(List.of(lock, box), folder, List.of()).done()).isTrue();
    Path file =
        source(
            "Uses",
            """
            class Uses extends Workflow {
              record Go(
                  int n,
                  Boxed boxed) implements StartEvent {}
              @Step(streams = Locked.class)
              StopEvent end(Go go) { return null; }
            }
            """);

    Compilation compilation = compile(file, new WorkflowProcessor());

    assertThat(compilation.marks(file)).containsExactly("2 event-codec", "5 event-codec");
    assertThat(compilation.messages(file))
        .satisfiesExactly(
            m -> assertThat(m).startsWith("event Go.boxed.all[].owner: Thread is a class"),
            m -> assertThat(m).startsWith("event Locked.owner: Thread is a class"));
  }

  @Test
  void aFieldWhoseTypeIsStillToBeGeneratedIsCheckedWhenItIsThere() throws IOException {
    Path file =
        source(
            "Early",
            """
            class Early extends Workflow {
              record Go(Made made, Runnable work) implements StartEvent {}
              @Step StopEvent end(Go go) { return null; }
            }
            """);

    Compilation compilation = compile(file, new WorkflowProcessor(), new EventMaker());

    assertThat(compilation.marks(file)).containsExactly("3 event-codec");
  }

  @Test
  void aWarningDoesNotStopTheCompilation() throws IOException {
    Path file =
        source(
            "Counts",
            "class Counts extends Workflow {\n  int count;\n  @Step StopEvent end(StartEvent e) { return null; }\n}");

    Compilation compilation = compile(file, new WorkflowProcessor());

    assertThat(compilation.done()).isTrue();
    assertThat(compilation.marks(file)).containsExactly("3 shared-field");
  }

  /** Makes an event in the first round, as generators of records do. */
  @SupportedAnnotationTypes("*")
  private static final class EventMaker extends AbstractProcessor {
    private boolean done;

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (!done) {
        done = true;
        try (Writer out = processingEnv.getFiler().createSourceFile("Made").openWriter()) {
          out.write("record Made() implements org.llamadeploy4j.workflow.StartEvent {}");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return false;
    }
  }

  @Test
  void aWorkflowWhoseEventIsStillToBeGeneratedIsCheckedWhenItIsThere() throws IOException {
    Path file =
        source(
            "Early",
            "class Early extends Workflow {\n  @Step(workers = 0)\n  StopEvent end(Made e) { return null; }\n}");

    Compilation compilation = compile(file, new WorkflowProcessor(), new EventMaker());

    assertThat(compilation.marks(file)).containsExactly("3 workers");
  }

  @Test
  void aTypeThatNobodyMakesIsLeftToTheCompiler() throws IOException {
    Path file =
        source(
            "Never",
            "class Never extends Workflow {\n  @Step StopEvent end(Unknown e) { return null; }\n}");

    Compilation compilation = compile(file, new WorkflowProcessor());

    assertThat(compilation.done()).isFalse();
    assertThat(compilation.said())
        .singleElement()
        .satisfies(d -> assertThat(d.getMessage(Locale.ENGLISH)).contains("cannot find symbol"));
  }
}
