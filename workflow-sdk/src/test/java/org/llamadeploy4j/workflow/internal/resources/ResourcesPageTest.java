package org.llamadeploy4j.workflow.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamadeploy4j.workflow.DocsPage;
import org.llamadeploy4j.workflow.Env;
import org.llamadeploy4j.workflow.InProcessRunner;
import org.llamadeploy4j.workflow.StartEvent;
import org.llamadeploy4j.workflow.Step;
import org.llamadeploy4j.workflow.Workflow;
import org.llamadeploy4j.workflow.internal.JsonRecords;

/** What docs/resources.md shows compiles, and its resources can be made. */
class ResourcesPageTest {

  @TempDir Path folder;

  @Test
  void theWorkflowOfThePageCompilesAndItsResourcesAreMade() throws Exception {
    try (URLClassLoader loader = DocsPage.read("resources.md").compile(folder)) {
      Class<?> type = loader.loadClass("Assistant");
      Map<String, Method> steps = Map.of("ask", step(type));
      ResourcePlan plan = ResourcePlan.read(type, steps, JsonRecords.create());
      assertThat(plan.check()).isEmpty();

      Workflow workflow = (Workflow) type.getConstructor().newInstance();
      try (ResourceScope scope = plan.open(workflow, Env.of(Map.of("API_KEY", "k")), Map.of());
          ResourceScope run = scope.openRun("r1")) {
        for (var parameter : List.of(step(type).getParameters()).subList(1, 3)) {
          assertThat(run.get(Want.of(parameter).orElseThrow())).isInstanceOf(parameter.getType());
        }
        assertThat(Opened.get(scope, HttpClient.class).connectTimeout().orElseThrow())
            .hasSeconds(20);
      }
    }
  }

  @Test
  void theWorkflowOfThePageIsLoadedAndRuns() throws Exception {
    try (URLClassLoader loader = DocsPage.read("resources.md").compile(folder)) {
      Workflow workflow = (Workflow) loader.loadClass("Assistant").getConstructor().newInstance();
      Object ask =
          loader.loadClass("Assistant$Ask").getConstructor(String.class).newInstance("why");
      InProcessRunner runner = InProcessRunner.of(workflow).withEnv(Env.of(Map.of("API_KEY", "k")));

      assertThat(runner.run((StartEvent) ask).result()).isEqualTo("why?");
    }
  }

  private static Method step(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Step.class))
        .findFirst()
        .orElseThrow();
  }
}
