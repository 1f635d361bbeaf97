package org.llamadeploy4j.workflowprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** Every fixture is compiled with the processor, and compiled without it and loaded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneRuleSetTest {

  private Compilation checked;
  private URLClassLoader loader;

  @BeforeAll
  void compile(@TempDir Path folder) throws Exception {
    List<Path> files = new ArrayList<>(Fixture.all().stream().map(Fixture::file).toList());
    files.add(Path.of("src/test/resources/stubs/Continuation.java"));
    checked = Compilation.of(files, folder, List.of(new WorkflowProcessor()));
    Compilation plain = Compilation.of(files, folder, List.of());
    assertThat(plain.done()).as("%s", plain.said()).isTrue();
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

  private Set<String> loaded(String className) throws Exception {
    Constructor<?> constructor = loader.loadClass(className).getDeclaredConstructor();
    Workflow workflow = (Workflow) constructor.newInstance();
    ProgramOptions options =
        ProgramOptions.of(className, Env.empty(), new ManualClock(Instant.EPOCH));
    try (WorkflowProgram program = WorkflowProgram.load(env -> workflow, options)) {
      return new TreeSet<>(program.description().warnings());
    } catch (WorkflowDefinitionException e) {
      return new TreeSet<>(e.problems());
    }
  }
}
