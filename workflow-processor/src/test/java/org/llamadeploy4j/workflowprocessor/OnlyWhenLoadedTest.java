package org.llamadeploy4j.workflowprocessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.WorkflowDefinitionException;
import org.llamadeploy4j.workflow.spi.ProgramOptions;
import org.llamadeploy4j.workflow.spi.WorkflowProgram;
import org.llamadeploy4j.workflow.testing.ManualClock;

/** What the compiler cannot know: docs/validation.md says why for each. */
class OnlyWhenLoadedTest {

  @TempDir Path folder;

  private Path source(String file, String code) throws IOException {
    Path path = folder.resolve("src").resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, code);
  }

  private void compile(Path out, List<String> options, Path... files) {
    Compilation done =
        Compilation.of(List.of(files), out, List.of(new WorkflowProcessor()), options);
    assertThat(done.said()).isEmpty();
    assertThat(done.done()).isTrue();
  }

  private static List<String> problems(Class<?> type) throws ReflectiveOperationException {
    Workflow workflow = (Workflow) type.getConstructor().newInstance();
    ProgramOptions options = ProgramOptions.of("x", Env.empty(), new ManualClock(Instant.EPOCH));
    return catchThrowableOfType(
            WorkflowDefinitionException.class, () -> WorkflowProgram.load(env -> workflow, options))
        .problems();
  }

  private List<String> loaded(String code) throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    compile(out, List.of(), source("Late.java", "import org.llamadeploy4j.workflow.*;\n" + code));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {out.toUri().toURL()})) {
      return problems(loader.loadClass("Late"));
    }
  }

  @Test
  void aPolicyThatCannotBeSupplied() throws Exception {
    assertThat(
            loaded(
                """
                import org.llamadeploy4j.workflow.retry.*;
                public class Late extends Workflow {
                  record Go() implements StartEvent {}
                  static class None implements java.util.function.Supplier<RetryPolicy> {
                    public RetryPolicy get() { return null; }
                  }
                  @Step @Retry(policy = None.class)
                  StopEvent end(Go go) { return StopEvent.of(1); }
                }
                """))
        .containsExactly(
            "step end: @Retry(policy = Late$None) gives no policy: its get() returned null; return"
                + " a RetryPolicy [retry-policy]");
  }

  @Test
  void aFileThatIsMissing() throws Exception {
    assertThat(
            loaded(
                """
                public class Late extends Workflow {
                  record Go() implements StartEvent {}
                  record Settings(int n) {}
                  @Step
                  StopEvent end(Go go, @Inject @ConfigFile("a.json") Settings settings) {
                    return StopEvent.of(1);
                  }
                }
                """))
        .singleElement()
        .asString()
        .endsWith(
            "from a.json: the file is neither at the root of the classes nor beside the workflow"
                + " [config-file]");
  }

  /** Loads the module's class, where the module reads what is on the class path. */
  private static Class<?> inModule(Path out, String name) throws ClassNotFoundException {
    ModuleFinder finder = ModuleFinder.of(out);
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("some.flows"));
    ClassLoader classPath = OnlyWhenLoadedTest.class.getClassLoader();
    ModuleLayer.Controller controller =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(ModuleLayer.boot()), classPath);
    Module module = controller.layer().findModule("some.flows").orElseThrow();
    controller.addReads(module, classPath.getUnnamedModule());
    return module.getClassLoader().loadClass(name);
  }

  private List<String> closed(String visibility) throws Exception {
    Path out = Files.createDirectories(folder.resolve("module"));
    Path flow =
        source(
            "a/b/Shut.java",
            """
            package a.b;
            import org.llamadeploy4j.workflow.*;
            public class Shut extends Workflow {
              public record Go(Inner inner) implements StartEvent {}
              record Inner(int n) {}
              @Step
              %s StopEvent end(Go go) { return StopEvent.of(1); }
            }
            """
                .formatted(visibility));
    Path module = source("module-info.java", "module some.flows { exports a.b; }");
    compile(out, List.of("--add-reads", "some.flows=ALL-UNNAMED"), flow, module);
    return problems(inModule(out, "a.b.Shut"));
  }

  @Test
  void aPackageThatIsClosedToTheLibrary() throws Exception {
    assertThat(closed(""))
        .containsExactly(
            "step end: its package is closed to this library; open it in module-info.java: opens"
                + " a.b; [step-closed]");
  }

  @Test
  void aRecordInAPackageThatIsClosedToTheLibrary() throws Exception {
    assertThat(closed("public"))
        .containsExactly(
            "event Go: a record of it is in a package that is closed to this library; open it in"
                + " module-info.java [event-codec]");
  }
}
