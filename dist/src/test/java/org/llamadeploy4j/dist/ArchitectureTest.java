package org.llamadeploy4j.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.llamadeploy4j.workflowprocessor.WorkflowProcessor;

/** The arrows between modules, and which module may know which library: docs/architecture.md. */
final class ArchitectureTest {
  private static final String ROOT = "org.llamadeploy4j.";

  /** Each module's package and the packages of ours it may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "protocol", Set.of(),
          "workflow", Set.of(),
          "workflowprocessor", Set.of("workflow"),
          "messaging", Set.of("protocol"),
          "serviceruntime", Set.of("workflow", "messaging", "protocol"),
          "controlplane", Set.of("messaging", "protocol"),
          "apiserver", Set.of("controlplane", "messaging", "protocol"),
          "client", Set.of("protocol"),
          "cli", Set.of("client", "protocol"),
          "dist",
              Set.of(
                  "apiserver", "controlplane", "serviceruntime", "cli", "messaging", "protocol"));

  /** Each library and the modules that may know it. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "redis.clients..", Set.of("messaging"),
          "io.javalin..", Set.of("apiserver"),
          "org.eclipse.jetty..", Set.of("apiserver"),
          "okhttp3..", Set.of("client"),
          "picocli..", Set.of("cli"),
          "org.yaml..", Set.of("protocol", "cli"),
          "tools.jackson..", Set.of("protocol", "workflow"),
          "ch.qos.logback..", Set.of("dist"),
          "com.fasterxml.jackson.databind..", Set.of());

  private static final JavaClasses CLASSES = importMainClasses();

  private static JavaClasses importMainClasses() {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      modules
          .filter(m -> !m.getFileName().toString().matches("examples|benchmarks|chaos"))
          .map(m -> m.resolve("target/classes/org/llamadeploy4j"))
          .filter(Files::isDirectory)
          .forEach(folders::add);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new ClassFileImporter().importPaths(folders);
  }

  @Test
  void everyModuleIsSeen() {
    for (String module : ARROWS.keySet()) {
      assertThat(CLASSES)
          .as("classes of %s", module)
          .anyMatch(c ->
              c.getPackageName().startsWith(ROOT + module)
                  && !c.getSimpleName().equals("package-info"));
    }
  }

  @TestFactory
  Stream<DynamicTest> modulesUseOnlyWhatTheirArrowsAllow() {
    return ARROWS.entrySet().stream()
        .map(arrow ->
            DynamicTest.dynamicTest(
                arrow.getKey() + " uses only " + arrow.getValue(),
                () -> {
                  String[] forbidden =
                      ARROWS.keySet().stream()
                          .filter(m -> !m.equals(arrow.getKey()))
                          .filter(m -> !arrow.getValue().contains(m))
                          .map(m -> ROOT + m + "..")
                          .toArray(String[]::new);
                  noClasses()
                      .that()
                      .resideInAPackage(ROOT + arrow.getKey() + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(forbidden)
                      .check(CLASSES);
                }));
  }

  @TestFactory
  Stream<DynamicTest> librariesAreKnownWhereTheirJobIs() {
    return LIBRARIES.entrySet().stream()
        .map(library ->
            DynamicTest.dynamicTest(
                library.getKey() + " is known to " + library.getValue(),
                () ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackages(
                            Stream.concat(
                                    Stream.of("nowhere"),
                                    library.getValue().stream().map(m -> ROOT + m + ".."))
                                .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(library.getKey())
                        .check(CLASSES)));
  }

  @Test
  void classLoadersLiveInTheServiceRuntimeOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "serviceruntime..")
        .should()
        .beAssignableTo(ClassLoader.class)
        .check(CLASSES);
  }

  @Test
  void theProcessorLoadsNoClassOfAWorkflow() {
    noClasses()
        .that()
        .resideInAPackage(WorkflowProcessor.class.getPackageName())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.lang.reflect..")
        .check(CLASSES);
  }

  @Test
  void thePlannerAndTheEngineHaveNoThreadsClocksInputOrLogging() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "controlplane.planner..", ROOT + "workflow.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.net..", "org.slf4j..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void modulesHaveNoCycles() {
    SlicesRuleDefinition.slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void publicSignaturesOfTheSdkHaveNoJacksonTypes() {
    List<String> leaks =
        CLASSES.stream()
            .filter(c ->
                c.getPackageName()
                    .matches(
                        "org\\.llamadeploy4j\\.workflow(\\.retry|\\.testing|\\.spi|\\.graph)?"))
            .filter(c ->
                c.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
            .flatMap(c -> c.getMethods().stream())
            .filter(m ->
                m.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
            .filter(m ->
                Stream.concat(Stream.of(m.getRawReturnType()), m.getRawParameterTypes().stream())
                    .anyMatch(t -> t.getPackageName().startsWith("tools.jackson")))
            .map(m -> m.getFullName())
            .toList();
    assertThat(leaks).isEmpty();
  }

  @Test
  void noPackageIsACatchAll() {
    assertThat(CLASSES.stream().map(c -> c.getPackageName()).distinct())
        .allSatisfy(name ->
            assertThat(Arrays.asList(name.split("\\.")))
                .doesNotContain("common", "util", "utils", "core", "helpers", "misc"));
  }

  @Test
  void nobodyWritesToStandardStreamsButTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "cli..", ROOT + "dist..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
