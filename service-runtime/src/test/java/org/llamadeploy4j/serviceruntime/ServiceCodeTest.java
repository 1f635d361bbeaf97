package org.llamadeploy4j.serviceruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.protocol.ServiceId;
import org.llamadeploy4j.protocol.ServiceSpec;
import org.llamadeploy4j.protocol.SourceSpec;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.Workflow;

class ServiceCodeTest {
  static final String ECHO =
      """
      import org.llamadeploy4j.workflow.*;
      public class Echo extends Workflow {
        @Step StopEvent echo(StartEvent in) { return StopEvent.of("1"); }
      }
      """;

  @TempDir Path folder;
  private final List<ServiceCode> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ServiceCode::close);
  }

  private ServiceCode open(byte[] zip) {
    ServiceCode code =
        ServiceCode.open("test@" + opened.size(), zip, folder.resolve("w" + opened.size()));
    opened.add(code);
    return code;
  }

  private static Workflow make(ServiceCode code, @Nullable String path) throws Exception {
    return new WorkflowPath(code.catalog(), code.loader(), "flows")
        .resolve(path)
        .create(Env.empty());
  }

  private static ServiceSpec spec(Map<String, String> env, String... envFiles) {
    return new ServiceSpec(
        new ServiceId("s"),
        "S",
        new SourceSpec(SourceSpec.Type.LOCAL, "./flows"),
        null,
        env,
        List.of(envFiles));
  }

  @Test
  void aFolderOfJavaFilesIsCompiled() throws Exception {
    ServiceCode code =
        open(
            Artifacts.java(
                "Echo.java",
                ECHO,
                "deep/Helper.java",
                "package deep; public class Helper {}",
                "prompts/hello.txt",
                "hi"));

    Workflow echo = make(code, null);

    assertThat(echo.getClass().getName()).isEqualTo("Echo");
    assertThat(echo.getClass().getClassLoader()).isSameAs(code.loader());
    assertThat(code.loader().getResource("prompts/hello.txt")).isNotNull();
    assertThat(code.loader().loadClass("deep.Helper")).isNotNull();
  }

  @Test
  void compileErrorsNameFileAndLineAllOfThem() {
    byte[] zip =
        Artifacts.java(
            "a/One.java",
            "package a;\npublic class One {\n  int x = \"text\";\n}\n",
            "Two.java",
            "public class Two {\n  Missing m;\n}\n");

    assertThatThrownBy(() -> open(zip))
        .isInstanceOf(ServiceRuntimeException.class)
        .hasMessageContaining("a/One.java:3: incompatible types")
        .hasMessageContaining("Two.java:2: cannot find symbol");
  }

  @Test
  void veryManyCompileErrorsAreCutShort() {
    StringBuilder text = new StringBuilder("public class Many {\n");
    for (int i = 0; i < 500; i++) {
      text.append("  Missing").append(i).append(" m").append(i).append(";\n");
    }

    assertThatThrownBy(() -> open(Artifacts.java("Many.java", text + "}\n")))
        .hasMessageContaining("and 450 more")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(20_000));
  }

  @Test
  void withoutACompilerTheAdviceIsToUseOne() throws Exception {
    Path source = Files.createDirectories(folder.resolve("plain"));
    Files.writeString(source.resolve("Echo.java"), ECHO);

    assertThatThrownBy(() ->
            new SourceCompiler(null).compile(SourceTree.scan(source), folder.resolve("classes")))
        .hasMessageContaining("without a compiler")
        .hasMessageContaining("JDK 25");
  }

  @Test
  void theSdksInnerPackagesCannotBeCompiledAgainst() {
    assertThatThrownBy(() ->
            open(
                Artifacts.java(
                    "X.java", "class X { org.llamadeploy4j.workflow.internal.LoadedProgram p; }")))
        .hasMessageContaining(
            "X.java:1: package org.llamadeploy4j.workflow.internal does not exist");
  }

  @Test
  void aFolderOfClassesAndAJarWorkTheSame() throws Exception {
    Artifacts classes = Artifacts.empty().with("Echo.java", ECHO).compiled(folder);

    assertThat(make(open(classes.zip()), null).getClass().getName()).isEqualTo("Echo");
    assertThat(make(open(classes.asJar()), null).getClass().getName()).isEqualTo("Echo");
  }

  @Test
  void aJarMayHoldLibrariesOfItsOwn() throws Exception {
    byte[] library =
        Artifacts.empty()
            .with(
                "lib/Base.java",
                "package lib; public class Base extends org.llamadeploy4j.workflow.Workflow {}")
            .compiled(folder)
            .zip();
    Path jar = Files.write(folder.resolve("base.jar"), library);
    byte[] zip =
        Artifacts.empty()
            .with("Mine.java", "public class Mine extends lib.Base {}")
            .compiled(folder, jar)
            .with("lib/base.jar", library)
            .asJar();

    assertThat(make(open(zip), null).getClass().getName()).isEqualTo("Mine");
  }

  @Test
  void aFolderWithAJarMayHoldItsLibrariesBesideIt() throws Exception {
    byte[] library =
        Artifacts.empty()
            .with(
                "base/Base.java",
                "package base; public class Base extends org.llamadeploy4j.workflow.Workflow {}")
            .compiled(folder)
            .zip();
    Path jar = Files.write(folder.resolve("base.jar"), library);
    byte[] mine =
        Artifacts.empty()
            .with("Mine.java", "public class Mine extends base.Base {}")
            .compiled(folder, jar)
            .zip();
    byte[] zip = Artifacts.empty().with("lib/base.jar", library).with("mine.jar", mine).zip();

    assertThat(make(open(zip), null).getClass().getName()).isEqualTo("Mine");
  }

  @Test
  void ofTwoJarsNoneIsTheCode() {
    byte[] zip = Artifacts.empty().with("a.jar", "").with("b.jar", "").zip();

    assertThatThrownBy(() -> open(zip))
        .hasMessageContaining("holds no code")
        .hasMessageContaining("one jar");
  }

  @Test
  void aBrokenJarIsSaidToBeOne() {
    byte[] zip = Artifacts.empty().with("flows.jar", "this is no jar").zip();

    assertThatThrownBy(() -> open(zip))
        .isInstanceOf(ServiceRuntimeException.class)
        .hasMessageContaining("'flows.jar' is not a jar that can be read");
  }

  @Test
  void aBrokenClassIsSaidToBeOne() {
    byte[] zip = Artifacts.empty().with("a/Broken.class", "no class").zip();

    assertThatThrownBy(() -> open(zip)).hasMessageContaining("a/Broken.class is not a class file");
  }

  @Test
  void aFolderWithoutCodeIsRefused() {
    assertThatThrownBy(() -> open(Artifacts.java("README.md", "hello")))
        .hasMessageContaining("holds no code");
  }

  @Test
  void twoServicesDoNotSeeEachOthersClasses() throws Exception {
    ServiceCode one =
        open(Artifacts.java("v/V.java", "package v; public class V { public static int n = 1; }"));
    ServiceCode two =
        open(Artifacts.java("v/V.java", "package v; public class V { public static int n = 2; }"));

    Class<?> first = one.loader().loadClass("v.V");
    Class<?> second = two.loader().loadClass("v.V");

    assertThat(first).isNotSameAs(second);
    assertThat(first.getField("n").get(null)).isEqualTo(1);
    assertThat(second.getField("n").get(null)).isEqualTo(2);
  }

  @Test
  void copiesOfTheSdkInAJarAreIgnored() throws Exception {
    byte[] zip =
        Artifacts.empty()
            .with("Echo.java", ECHO)
            .compiled(folder)
            .with("org/llamadeploy4j/workflow/Workflow.class", "not even a class")
            .with("org/llamadeploy4j/workflow/evil.txt", "x")
            .with("org/llamadeploy4j/workflow/internal/evil.txt", "x")
            .asJar();
    ServiceCode code = open(zip);

    assertThat(make(code, "Echo")).isInstanceOf(Workflow.class);
    assertThat(code.loader().getResource("org/llamadeploy4j/workflow/evil.txt")).isNull();
    assertThat(code.loader().getResource("org/llamadeploy4j/workflow/internal/evil.txt")).isNull();
    assertThat(
            code.loader()
                .getResources("org/llamadeploy4j/workflow/internal/evil.txt")
                .hasMoreElements())
        .isFalse();
    assertThatThrownBy(
            () -> code.loader().loadClass("org.llamadeploy4j.workflow.internal.LoadedProgram"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void theHostsOwnClassesAndLibrariesAreNotSeen() {
    ServiceCode code = open(Artifacts.java("Echo.java", ECHO));

    for (String name :
        List.of(
            "org.llamadeploy4j.serviceruntime.ServiceRuntime",
            "org.llamadeploy4j.protocol.TaskId",
            "tools.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "ch.qos.logback.classic.Logger")) {
      assertThatThrownBy(() -> code.loader().loadClass(name))
          .isInstanceOf(ClassNotFoundException.class);
    }
    assertThat(code.loader()).hasToString("ServiceClassLoader[test@0]");
  }

  @Test
  void aJarThatBringsItsOwnJacksonWorks() throws Exception {
    String source =
        """
        import com.fasterxml.jackson.annotation.JsonProperty;
        import com.fasterxml.jackson.databind.ObjectMapper;
        import org.llamadeploy4j.workflow.*;
        public class UsesJackson extends Workflow {
          public record Named(@JsonProperty("n") String name) {}
          public static String write() throws Exception {
            return new ObjectMapper().writeValueAsString(new Named("x"));
          }
          public static Class<?> mapper() { return ObjectMapper.class; }
        }
        """;
    Path core = placeOf(JsonParser.class);
    Path databind = placeOf(ObjectMapper.class);
    byte[] zip =
        Artifacts.empty()
            .with("UsesJackson.java", source)
            .compiled(folder, core, databind)
            .withJar(core)
            .withJar(databind)
            .asJar();
    ServiceCode code = open(zip);

    Class<?> workflow = make(code, null).getClass();

    assertThat(workflow.getMethod("write").invoke(null)).isEqualTo("{\"n\":\"x\"}");
    Class<?> mapper = (Class<?>) workflow.getMethod("mapper").invoke(null);
    assertThat(mapper.getClassLoader()).isSameAs(code.loader());
    assertThat(mapper).isNotSameAs(ObjectMapper.class);
  }

  private static Path placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void environmentFilesOverrideTheEnvironmentInTheirOrder() {
    ServiceCode code =
        open(Artifacts.java("Echo.java", ECHO, "one.env", "A=one\nB=one", "conf/two.env", "B=two"));

    Env env = code.environment(spec(Map.of("A", "spec", "C", "spec"), "one.env", "./conf/two.env"));

    assertThat(env.asMap())
        .containsOnly(Map.entry("A", "one"), Map.entry("B", "two"), Map.entry("C", "spec"));
    assertThat(System.getenv("C")).isNull();
  }

  @Test
  void environmentFilesInAJarAreRead() {
    ServiceCode code =
        open(
            Artifacts.empty()
                .with("Echo.java", ECHO)
                .compiled(folder)
                .with("x.env", "A=1")
                .asJar());

    assertThat(code.environment(spec(Map.of(), "x.env")).get("A")).isEqualTo("1");
  }

  /** So a key need not be built into the jar. */
  @Test
  void environmentFilesBesideAJarAreReadBeforeThoseInIt() throws Exception {
    byte[] jar =
        Artifacts.empty()
            .with("Echo.java", ECHO)
            .compiled(folder)
            .with("in.env", "A=1")
            .with("both.env", "B=in")
            .zip();
    ServiceCode code =
        open(
            Artifacts.empty()
                .with(".env.example", "KEY=")
                .with("both.env", "B=beside")
                .with("service.jar", jar)
                .zip());

    assertThat(make(code, null).getClass().getName()).isEqualTo("Echo");
    assertThat(code.environment(spec(Map.of(), "in.env", "both.env")).asMap())
        .containsOnly(Map.entry("A", "1"), Map.entry("B", "beside"));
  }

  @Test
  void anEnvironmentFileCannotLeaveTheSource() throws Exception {
    Files.writeString(folder.resolve("secret.env"), "A=1");
    ServiceCode code = open(Artifacts.java("Echo.java", ECHO));

    assertThatThrownBy(() -> code.environment(spec(Map.of(), "../../secret.env")))
        .hasMessageContaining("outside of the source");
    assertThatThrownBy(
            () -> code.environment(spec(Map.of(), folder.resolve("secret.env").toString())))
        .hasMessageContaining("outside of the source");
    assertThatThrownBy(() -> code.environment(spec(Map.of(), "no.env")))
        .hasMessageContaining("'no.env': there is no such file");
  }
}
