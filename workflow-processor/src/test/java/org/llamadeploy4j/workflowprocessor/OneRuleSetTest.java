package org.llamadeploy4j.workflowprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.internal.Validation;
import org.llamadeploy4j.workflow.internal.rules.FlowFacts;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Every fixture is compiled with the processor, and compiled without it and loaded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneRuleSetTest {

  private final Map<String, FlowFacts> described = new HashMap<>();
  private Compilation checked;
  private URLClassLoader loader;

  @BeforeAll
  void compile(@TempDir Path folder) throws Exception {
    List<Path> files = new ArrayList<>(Fixture.all().stream().map(Fixture::file).toList());
    files.add(Path.of("src/test/resources/stubs/Continuation.java"));
    checked = Compilation.of(files, folder, List.of(new Describer(), new WorkflowProcessor()));
    Compilation plain = Compilation.of(files, folder, List.of());
    assertThat(plain.done()).as("%s", plain.said()).isTrue();
    Files.writeString(folder.resolve("a.json"), "{\"b\": {\"c\": {\"n\": 1}}}");
    loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  @AfterAll
  void close() throws Exception {
    loader.close();
  }

  static Stream<Fixture> fixtures() {
    return Fixture.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void theCompilerPointsAtTheLineAndSaysWhatIsWrong(Fixture fixture) {
    assertThat(checked.messages(fixture.file())).isEqualTo(fixture.messages());
    assertThat(checked.marks(fixture.file())).isEqualTo(fixture.marks());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void loadingSaysTheSame(Fixture fixture) throws Exception {
    assertThat(loaded(fixture.className())).isEqualTo(fixture.messages());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void bothReadersDescribeTheWorkflowAlike(Fixture fixture) throws Exception {
    FlowFacts loaded = Validation.describe(made(fixture.className()));
    FlowFacts compiled = Objects.requireNonNull(described.get(fixture.className()));

    assertThat(compiled.methods()).isEqualTo(loaded.methods());
    assertThat(compiled.types()).isEqualTo(loaded.types());
    assertThat(compiled).isEqualTo(loaded);
  }

  /** Keeps what the compiler's reader says of each fixture. */
  @SupportedAnnotationTypes("*")
  private final class Describer extends AbstractProcessor {

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      Elements elements = processingEnv.getElementUtils();
      Set<String> names =
          fixtures().map(Fixture::className).collect(Collectors.toCollection(TreeSet::new));
      for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) {
        String name = type.getQualifiedName().toString();
        if (names.contains(name)) {
          described.put(name, new MirrorFlow(type, elements, processingEnv.getTypeUtils()).facts());
        }
      }
      return false;
    }
  }

  private Workflow made(String className) throws Exception {
    Constructor<?> constructor = loader.loadClass(className).getDeclaredConstructor();
    return (Workflow) constructor.newInstance();
  }

  private Set<String> loaded(String className) throws Exception {
    Workflow workflow = made(className);
    ProgramOptions options =
        ProgramOptions.of(className, Env.empty(), new ManualClock(Instant.EPOCH));
    try (WorkflowProgram program = WorkflowProgram.load(env -> workflow, options)) {
      return new TreeSet<>(program.description().warnings());
    } catch (WorkflowDefinitionException e) {
      return new TreeSet<>(e.problems());
    }
  }
}
