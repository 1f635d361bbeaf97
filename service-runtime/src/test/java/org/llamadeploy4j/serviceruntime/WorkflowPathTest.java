package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;

class WorkflowPathTest {
  private static final String IMPORT = "import org.llamadeploy4j.workflow.*;\n";

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private ServiceCode code;

  @BeforeEach
  void open() {
    code =
        ServiceCode.open(
            "test",
            Artifacts.java(
                "EchoWorkflow.java",
                IMPORT + "public class EchoWorkflow extends Workflow {}",
                "a/b/Flow.java",
                "package a.b;\n" + IMPORT + "public class Flow extends Workflow {}",
                "a/b/Outer.java",
                "package a.b;\n"
                    + IMPORT
                    + """
                    public class Outer {
                      public static class Nested extends Workflow {}
                      public class Inner extends Workflow {}
                      public abstract static class Half extends Workflow {}
                    }
                    """,
                "a/b/Flows.java",
                "package a.b;\n"
                    + IMPORT
                    + """
                    public class Flows {
                      public static final Workflow field = new Flow();
                      public static Workflow factory() { return new Flow(); }
                      public static Workflow named(Env env) { return env.get("X").equals("1") ? new Flow() : null; }
                      public static Workflow broken() { throw new IllegalStateException("no luck"); }
                      static Workflow hidden() { return new Flow(); }
                      public static String text() { return ""; }
                    }
                    """,
                "odd/place.java",
                "package a.c;\n"
                    + IMPORT
                    + "class Wide extends Workflow { public Wide(Env env) {} }",
                "a/b/Shy.java",
                "package a.b;\n" + IMPORT + "public class Shy extends Workflow { Shy() {} }"),
            folder.resolve("w"));
  }

  @AfterEach
  void close() {
    code.close();
  }

  private Workflow make(@Nullable String path) throws Exception {
    return new WorkflowPath(code.catalog(), code.loader(), "flows")
        .resolve(path)
        .create(Env.of(Map.of("X", "1")));
  }

  @ParameterizedTest
  @CsvSource({
    "EchoWorkflow, EchoWorkflow",
    "echo_workflow, EchoWorkflow",
    "a.b.Flow, a.b.Flow",
    "a.b.Outer$Nested, a.b.Outer$Nested",
    "a.b.Flows::factory, a.b.Flow",
    "a.b.Flows::field, a.b.Flow",
    "a.b.Flows::named, a.b.Flow",
    "EchoWorkflow:EchoWorkflow, EchoWorkflow",
    "EchoWorkflow:echo_workflow, EchoWorkflow",
    "echo_workflow:echo_workflow, EchoWorkflow",
    "src/echo_workflow:echo_workflow, EchoWorkflow",
    "flows/a/b/Flow:Flow, a.b.Flow",
    "src/a/b/Flows:factory, a.b.Flow",
    "a/b/Flows:field, a.b.Flow",
    "a/b/Outer:Nested, a.b.Outer$Nested",
    "odd/place:Wide, a.c.Wide",
  })
  void aPathMeans(String path, String expected) throws Exception {
    assertThat(make(path).getClass().getName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a.b.Missing | path 'a.b.Missing': there is no class 'a.b.Missing'; its workflows are EchoWorkflow, a.b.Flow,",
        "a.b.Flows | class 'a.b.Flows' is not a workflow",
        "a.b.Shy | 'a.b.Shy' has no public constructor",
        "a.b.Outer$Inner | make the nested class static",
        "a.b.Outer$Half | is abstract",
        "a.b.Flows::hidden | 'a.b.Flows::hidden' is no public static method",
        "a.b.Flows::text | 'a.b.Flows::text' is no public static method",
        "a/b/Nowhere:x | there is no file 'a/b/Nowhere'; there are EchoWorkflow, a/b/Flow, a/b/Flows",
        "a/b/Flows:nothing | has no class, public static method or field 'nothing'",
      })
  void aWrongPathSaysWhatThereIs(String path, String message) {
    assertThatThrownBy(() -> make(path))
        .isInstanceOf(ServiceRuntimeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void withoutAPathSeveralWorkflowsAreListed() {
    assertThatThrownBy(() -> make(null))
        .hasMessageContaining(
            "6 workflows; say which in 'path': EchoWorkflow, a.b.Flow, a.b.Outer$Inner");
  }

  @Test
  void whatAFactoryThrowsComesThroughAsItIs() {
    assertThatThrownBy(() -> make("a.b.Flows::broken"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no luck");
  }

  @Test
  void aFactoryThatGivesNothingIsRefused() {
    assertThatThrownBy(() ->
            new WorkflowPath(code.catalog(), code.loader(), "")
                .resolve("a.b.Flows::named")
                .create(Env.of(Map.of("X", "2"))))
        .hasMessageContaining("'a.b.Flows::named' gave null");
  }
}
